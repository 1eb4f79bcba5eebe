r"""Turn scraped Chinese speeches into a clean corpus.

>>> import cleaner
>>> print(cleaner.clean_text("工作会议讲话稿\n同志们：\n今天开会。\n上一篇：物理课论文").text)
工作会议讲话稿
同志们：
今天开会。

``clean_text`` and ``clean_file`` clean one text, ``clean_record`` a record of a data set, ``run`` a whole corpus. Everything is imported when it is first used, so
importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.commands.file import clean_file, clean_text
    from cleaner.commands.record import clean_record
    from cleaner.config import Config
    from cleaner.errors import CleanerError
    from cleaner.model import Cleaned, Edit, Paragraph, Speech
    from cleaner.pipeline import run

__version__ = "0.1.0"

__all__ = [
    "Cleaned",
    "CleanerError",
    "Config",
    "Edit",
    "Paragraph",
    "Speech",
    "clean_file",
    "clean_record",
    "clean_text",
    "run",
]

_HOMES = {
    "Cleaned": "cleaner.model",
    "CleanerError": "cleaner.errors",
    "Config": "cleaner.config",
    "Edit": "cleaner.model",
    "Paragraph": "cleaner.model",
    "Speech": "cleaner.model",
    "clean_file": "cleaner.commands.file",
    "clean_record": "cleaner.commands.record",
    "clean_text": "cleaner.commands.file",
    "run": "cleaner.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

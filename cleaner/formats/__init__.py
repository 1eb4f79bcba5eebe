"""The kinds of files that are read and written: a module a format, one table here names them.

A reader's module has ``SUFFIXES``, ``cut(path, total, size)``, which says in what stretches a file may be read apart from each other,
and ``read(stream, source, start, end, config)``, which yields a Piece for every document of a stretch. A writer's module has
``Writer(folder)`` with ``add(record)`` and ``close()``, and ``read_back(paths)``, which yields (record id, text) again.
"""

from __future__ import annotations

from types import ModuleType

from cleaner.formats import jsonl, text

READERS: tuple[ModuleType, ...] = (text, jsonl)
WRITERS: dict[str, ModuleType] = {"jsonl": jsonl, "jsonl.gz": jsonl, "text": text}


def reader_of(name: str) -> ModuleType | None:
    """Return the module that reads a file of this name, or None.

    >>> reader_of("讲话.TXT").__name__, reader_of("scan.pdf")
    ('cleaner.formats.text', None)
    """
    lower = name.lower()
    return next((module for module in READERS if lower.endswith(module.SUFFIXES)), None)

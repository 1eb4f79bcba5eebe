"""``cleaner explain``: the raw text, with what goes, what comes, and why."""

from __future__ import annotations

import re
from pathlib import Path

from cleaner.commands.file import clean_file
from cleaner.config import Config
from cleaner.document.paragraphs import STRUCTURE
from cleaner.errors import InputError, UsageError
from cleaner.model import Cleaned, Edit

_LONE_RETURN = re.compile(r"\r(?!\n)")


def explain(
    path: str | Path,
    config: Config | None = None,
    *,
    line: int | None = None,
    stale: list[InputError] | None = None,
) -> str:
    """Return the raw text of a file with ``[-…-]`` around what goes and ``{+…+}`` around what comes.

    Each is followed by its reason in ``<>``: the rule's id, or the cause where no rule asked for it. Blanks and line ends
    between paragraphs go unmarked. ``line`` (from 1) shows one line only. To ``stale`` is added what is said of
    corrections that do not fit the file any more.
    """
    shown = explained(clean_file(path, config, stale=stale)).split("\n")
    if line is None:
        return "\n".join(shown)
    if not 1 <= line <= len(shown):
        raise UsageError(f"there is no line {line}; it has {len(shown)}", code="no-line", file=str(path))
    return shown[line - 1]


def explained(cleaned: Cleaned) -> str:
    """Return the text of ``cleaned`` with its edits marked; as many lines as the raw text has."""
    text = _LONE_RETURN.sub("\n", cleaned.document.text)  # ends a line too, and would write one over the other
    pieces: list[str] = []
    position = 0
    for edit in cleaned.edits:
        if edit.cause == "layout":
            continue
        pieces.append(text[position : edit.start])
        pieces.append(_mark(edit, text[edit.start : edit.end]))
        position = edit.end
    return "".join([*pieces, text[position:]])


def _mark(edit: Edit, old: str) -> str:
    """Mark one edit; a line end that it takes is shown as ⏎ and still ends the line."""
    reason = edit.cause if edit.rule == STRUCTURE else edit.rule
    new = f"{{+{edit.new}+}}" if edit.new else ""
    gone, *rest = old.replace("\r", "␍").split("\n")
    if not rest:
        return f"[-{gone}-]{new}<{reason}>"
    lines = [f"[-{gone}⏎-]{new}<{reason}>", *(f"[-{line}⏎-]<{reason}>" for line in rest[:-1])]
    return "\n".join([*lines, f"[-{rest[-1]}-]<{reason}>" if rest[-1] else ""])

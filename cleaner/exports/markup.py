"""What XML can hold: text and attribute values, escaped; shards of elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from cleaner.formats.text import UNSEEN

LARGEST_SHARD = 64 << 20  # bytes
UNFIT = re.compile(rf"[{UNSEEN}\x0b\x0c\ud800-\udfff\ufffe\uffff]")  # and what XML cannot hold

# The kinds of paragraphs, in names that tools take.
KINDS = {"标题": "heading", "称谓": "salutation", "正文": "text", "落款": "signature"}


def text(value: str) -> str:
    """Return character data.

    >>> text("增长<5%>\\x01")
    '增长&lt;5%&gt;\ufffd'
    """
    return escape(UNFIT.sub("\ufffd", value).replace("\r", "\n"), quote=False)


def value(given: object) -> str:
    """Return a value of an attribute, without quotes around it; line ends become blanks.

    >>> value('在"两会"\\n上')
    '在&quot;两会&quot; 上'
    """
    return escape(" ".join(UNFIT.sub("\ufffd", str(given)).split()))


def attributes(values: Mapping[str, object]) -> str:
    """Return the attributes of a tag; those without a value are left out.

    >>> attributes({"id": "a", "date": None, "part": 1})
    ' id="a" part="1"'
    """
    return "".join(f' {name}="{value(given)}"' for name, given in values.items() if given not in (None, ""))


class Shards:
    """Writes lines to numbered files of a folder, in UTF-8; a new one begins once a file is large enough."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name = folder, name
        self.count = self.written = 0
        self._next()

    def _next(self) -> None:
        self.stream = (self.folder / self.name.format(self.count)).open("wb")
        self.count += 1
        self.written = 0

    def add(self, lines: Iterable[str]) -> None:
        """Write the lines of one text, all to one file."""
        if self.written > LARGEST_SHARD:
            self.stream.close()
            self._next()
        data = "".join(f"{line}\n" for line in lines).encode()
        self.stream.write(data)
        self.written += len(data)

    def close(self) -> None:
        """Close the last file."""
        self.stream.close()

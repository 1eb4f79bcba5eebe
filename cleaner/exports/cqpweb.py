"""CQPweb: a table of metadata, a line a text without a header, and the texts that a tokeniser makes the corpus of.

CQPweb takes ids of ASCII letters, digits and underscores, columns separated by tabs, and as many in each line; the texts are
``<text id="…">``, with the same ids.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.exports.markup import UNFIT, Shards, attributes
from cleaner.exports.names import text_id
from cleaner.exports.origin import HOME, Origin
from cleaner.exports.sketchengine import text_lines
from cleaner.formats.text import defused

# Each column after the id, and what CQPweb calls its type.
COLUMNS = {
    "year": "classification",
    "script": "classification",
    "title": "free text",
    "date": "free text",
    "published": "free text",
    "speaker": "free text",
    "author": "free text",
    "origin": "free text",
    "url": "free text",
    "site": "free text",
    "record": "free text",
    "source": "free text",
}
UNKNOWN = "unknown"

_README = """\
# For CQPweb

Made by [speech-cleaner]({home}) {version}.

`texts/` holds the speeches as `<text id="…">` with `<head>` and `<p kind="…">`, one paragraph a line. CQPweb indexes words:
run a segmenter of Chinese over the lines that are no tags, a word a line, then `cwb-encode` or CQPweb's own indexing, with
`-S text:0+id -S head:0 -S p:0+kind{copies}`.

`metadata.tsv` is the table of text metadata: UTF-8, tabs, no header. Its columns are, in this order:

| column | type |
|---|---|
{columns}
"""


class Writer:
    """Writes ``metadata.tsv``, ``texts/part-00000.xml`` and on, and a README.md that names the columns."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.shards = Shards(folder / "texts", "part-{:05}.xml")
        self.table = (folder / "metadata.tsv").open("wb")
        columns = "\n".join(f"| `{name}` | {kind} |" for name, kind in {"text_id": "id", **COLUMNS}.items())
        copies = "+duplicate_of" if origin.near_duplicates in ("tag", "reposts") else ""
        readme = _README.format(home=HOME, version=origin.version, columns=columns, copies=copies)
        (folder / "README.md").write_bytes(readme.encode())

    def add(self, record: dict[str, Any]) -> None:
        """Write one speech, and its line of metadata."""
        name = text_id(record)
        year = (record["date"] or record["published"] or "")[:4]
        facts = {**record, "year": year if year.isascii() and year.isdigit() else UNKNOWN, "record": record["id"]}
        self.table.write(("\t".join([name, *(_cell(facts[column]) for column in COLUMNS)]) + "\n").encode())
        self.shards.add([f"<text{attributes({'id': name})}>", *text_lines(record), "</text>"])

    def close(self) -> None:
        """Close table and texts."""
        self.table.close()
        self.shards.close()


def _cell(value: Any) -> str:
    r"""Return a value on one line, without tabs, that no spreadsheet takes for a formula.

    >>> _cell("在\t县\n上"), _cell(None)
    ('在 县 上', '')
    """
    return "" if value is None else defused(" ".join(UNFIT.sub("\ufffd", str(value)).split()))

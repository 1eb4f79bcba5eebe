"""Sketch Engine: structures around plain text, which it cuts into words itself; ready for its upload and its vertical.

Its documentation wants names of structures and attributes in ASCII letters, digits and underscores, values in double quotes,
each tag on a line of its own in a vertical, and takes a file as a sequence of ``<doc>``, without a root around them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.exports.markup import KINDS, Shards, attributes, text
from cleaner.exports.origin import Origin

FACTS = ("title", "date", "published", "speaker", "author", "origin", "url", "site", "script", "source")


class Writer:
    """Writes ``part-00000.xml`` and on."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.shards = Shards(folder, "part-{:05}.xml")

    def add(self, record: dict[str, Any]) -> None:
        """Write one speech."""
        facts = {name: record[name] for name in FACTS} | {"year": (record["date"] or record["published"] or "")[:4]}
        self.shards.add([f"<doc{attributes({'id': record['id'], **facts})}>", *text_lines(record), "</doc>"])

    def close(self) -> None:
        """Close the last file."""
        self.shards.close()


def text_lines(record: dict[str, Any]) -> list[str]:
    """Return head and paragraphs of a speech, with tags on lines of their own."""
    lines = ["<head>", text(record["title"]), "</head>"] if record["title"] else []
    for paragraph in record["paragraphs"]:
        kind = KINDS[paragraph["kind"]]
        copy = {"duplicate_of": paragraph["duplicate_of"]}
        lines += [f"<p{attributes({'kind': kind, **copy})}>", text(slice_of(record, paragraph)), "</p>"]
    return lines


def slice_of(record: dict[str, Any], paragraph: dict[str, Any]) -> str:
    """Return the text of a paragraph."""
    return str(record["text"][paragraph["start"] : paragraph["end"]])

"""Names of files and of texts that the tools take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaner.formats.text import LONGEST_NAME, safe_name

UNDATED = "undated"


def file_name(record: Mapping[str, Any], suffix: str) -> str:
    """Return ``{date}_{title}_{id}`` with a suffix, as Windows takes it; no two records of a corpus share one.

    >>> file_name({"id": "98b34ae951dc4e5d-1", "date": "2020-05", "title": '在"一把手"会上的讲话'}, ".txt")
    '2020-05_在_一把手_会上的讲话_98b34ae951dc4e5d-1.txt'
    """
    date, end = safe_name(record["date"] or UNDATED), f"_{record['id']}{suffix}"
    title = "_".join(safe_name(record["title"] or "untitled").split())
    start = f"{date}_{title}".encode()[: LONGEST_NAME - len(end.encode())].decode("utf-8", "ignore")
    return f"{start}{end}"


def text_id(record: Mapping[str, Any]) -> str:
    """Return the id of a record in ASCII letters, digits and underscores, beginning with a letter.

    >>> text_id({"id": "98b34ae951dc4e5d-1"})
    's98b34ae951dc4e5d_1'
    """
    return f"s{record['id'].replace('-', '_')}"

"""The built-in rules on speech that has no chrome: whatever goes there is an error.

The texts stand beside the project, in ``../shared/data/corpora``, and are no part of it: reports to congresses, transcripts, and
the printed record of a council, whose page headers may go. Without them nothing is tested.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.model import Decoded, Document, Edit
from cleaner.prepare import matcher

CORPORA = Path(__file__).parents[3] / "shared" / "data" / "corpora"
MOST_LOST = 1e-5  # of the characters of a corpus
MOST_SHOWN = 10
_PAGE_HEADER = re.compile(r"(?:\s*立法會\s*[─—–-]+\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*|\s*\d{1,5}\s*)+")


def texts(corpus: Path) -> Iterator[str]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def lost(edit: Edit, text: str) -> int:
    """Return how many letters and figures an edit takes out; tags of markup and page headers are none of the text's."""
    gone = text[edit.start : edit.end]
    if edit.cause not in ("rule", "noise") or edit.new or edit.rule == "markup" or _PAGE_HEADER.fullmatch(gone):
        return 0
    return sum(char.isalnum() for char in gone)


@pytest.mark.nightly
@pytest.mark.parametrize("corpus", sorted(CORPORA.glob("*.jsonl.gz")) or [None], ids=lambda path: path and path.name)
def test_nothing_goes_where_there_is_no_chrome(corpus: Path | None) -> None:
    if corpus is None:
        pytest.skip("the corpora are not here")
    rules, length, count, shown = matcher(Config()), 0, 0, []
    for text in texts(corpus):
        length += len(text)
        for edit in clean(Document(corpus.name, "", Decoded(text, "utf-8")), rules).edits:
            if gone := lost(edit, text):
                count += gone
                shown.append(f"{edit.rule}: {text[edit.start : edit.end][:60]}")
    assert count <= MOST_LOST * length, "\n".join(shown[:MOST_SHOWN])

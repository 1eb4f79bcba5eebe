"""What is counted of documents, what is listed, and that both come back from the workers that count."""

import json
from typing import Any

import pytest

from cleaner.errors import InputError
from cleaner.model import Cleaned, Decoded, Document, Edit, Frame, Paragraph, Speech
from cleaner.passes.tally import COUNTED, LISTED, MOSTLY_CHROME, NEARLY_ALL, Tally, taken_share
from cleaner.store import ledger
from cleaner.store.records import make_records
from cleaner.store.spool import Spooled

TEXT = "空" * 100


def cleaned_of(text: str, *spans: tuple[int, int], cause: str = "rule", speech: bool = True) -> Cleaned:
    """Return a document of which ``spans`` are taken; the rest is one paragraph."""
    edits = tuple(Edit(start, end, "", cause, "share", "test") for start, end in spans)
    start = spans[-1][1] if spans else 0
    body = Speech(None, None, None, None, None, None, (Paragraph(start, len(text), text[start:], "正文"),))
    return Cleaned(Document("a.txt", "", Decoded(text, "utf-8")), edits, (body,) if speech else (), {})


SHARES: dict[str, tuple[Cleaned, float]] = {
    "nothing": (cleaned_of(TEXT), 0),
    "what is lifted": (cleaned_of(TEXT, (0, 50), cause="lift"), 0),
    "noise": (cleaned_of(TEXT, (0, 50), cause="noise"), 0),
    "of no characters": (cleaned_of(""), 0),
    "blanks": (cleaned_of(" \u3000\n", (0, 3)), 0),
    "half": (cleaned_of(TEXT, (0, 20), (30, 60)), 0.5),
    "blanks do not count": (cleaned_of("空 空\n空 空", (0, 3)), 0.5),
    "the only character": (cleaned_of("空", (0, 1)), 1),
}


@pytest.mark.parametrize(("cleaned", "share"), SHARES.values(), ids=SHARES)
def test_what_rules_took_is_a_share_of_the_ink(cleaned: Cleaned, share: float) -> None:
    assert taken_share(cleaned) == share


def tally_of(*documents: Cleaned) -> Tally:
    tally = Tally()
    for cleaned in documents:
        piece = Spooled(cleaned.document.source, 7, Frame("plain"), cleaned)
        records = make_records(cleaned, "", {}, "drop", "")
        tally.add(piece, records, ledger.document_entries(cleaned, "", 7, piece.frame, {}, "drop", full=True))
    return tally


@pytest.mark.parametrize(
    ("taken", "listed"),
    [
        pytest.param(round(100 * NEARLY_ALL), [], id="just not nearly all"),
        pytest.param(round(100 * NEARLY_ALL) + 1, [MOSTLY_CHROME], id="nearly all"),
    ],
)
def test_of_what_rules_took_nearly_all_is_listed(taken: int, listed: list[str]) -> None:
    rows = list(tally_of(cleaned_of(TEXT, (0, taken))).rows())
    assert [row["status"] for row in rows] == listed
    assert all((row["file"], row["offset"]) == ("a.txt", 7) for row in rows)


@pytest.mark.parametrize(
    ("cause", "codes"), [("correction", []), ("rule", ["all-chrome"])], ids=["somebody has said so", "rules took it"]
)
def test_nothing_left_is_an_error_unless_it_was_asked_for(cause: str, codes: list[str]) -> None:
    cleaned = cleaned_of(TEXT, (0, len(TEXT)), cause=cause, speech=False)
    assert [error.code for error in tally_of(cleaned).errors] == codes


def test_every_document_is_counted_once() -> None:
    totals = tally_of(cleaned_of(TEXT, (0, 40)), cleaned_of(TEXT, (0, 100), speech=False)).totals()
    counted = {"documents": 2, "speeches": 1, "records": 1, "paragraphs": 1, "characters_in": 200}
    counted |= {"characters_kept": 60, "characters_in_ledger": 140, "errors": 1}
    assert {name: totals[name] for name in counted} == counted
    assert totals["removed_by_category"] == {"share": 40}
    assert totals["encodings"] == {"utf-8": 2}


@pytest.mark.parametrize("change", [lambda spans: spans[1:], lambda spans: [*spans, spans[-1]]], ids=["less", "more"])
def test_a_character_that_is_not_accounted_for_is_a_bug(change: Any) -> None:
    cleaned = cleaned_of(TEXT, (0, 40))
    piece = Spooled("a.txt", 0, Frame("plain"), cleaned)
    (entry,) = ledger.document_entries(cleaned, "", 0, piece.frame, {}, "drop", full=True)
    with pytest.raises(AssertionError, match=r"a\.txt: -?\d+ characters unaccounted for"):
        Tally().add(piece, [], [entry | {"spans": change(entry["spans"])}])


@pytest.mark.parametrize(
    ("code", "name"),
    [(None, None), ("json", "errors"), ("skipped", "skipped"), ("unsupported", "skipped")],
    ids=["bytes between records", "a failure", "left alone", "of a kind that is not read"],
)
def test_what_is_no_document_is_listed_for_what_it_is(code: str | None, name: str | None) -> None:
    tally = Tally()
    tally.add_failure(InputError("x", code=code, file="a") if code else None)
    assert {field for field in LISTED if getattr(tally, field)} == ({name} if name else set())


def full_tally() -> Tally:
    """Return counts and lists of which each has its own content."""
    tally = Tally()
    for number, name in enumerate(COUNTED):
        getattr(tally, name).update({"documents": number + 1, name: 5})
    for number, name in enumerate(LISTED):
        getattr(tally, name).append(InputError(name, code="x", file="a", line=number, offset=None, advice="y"))
    return tally


def test_counts_and_lists_come_back_from_json() -> None:
    tally = full_tally()
    back = Tally.from_values(json.loads(json.dumps(tally.to_values())))
    assert back.totals() == tally.totals()
    assert list(back.rows()) == list(tally.rows())
    assert len(list(back.rows())) == len(LISTED)


def test_what_others_counted_is_added_behind() -> None:
    tally, other = full_tally(), full_tally()
    other.errors = [InputError("later", code="x", file="b")]
    tally.merge(other)
    assert tally.totals()["documents"] == 2
    assert tally.totals()["damaged"] == 2
    assert [error.what for error in tally.errors] == ["errors", "later"]

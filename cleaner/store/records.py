"""Make records of a cleaned document: one a speech, with a fixed schema, and what near-duplicate search decided."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.model import Cleaned, Edit, Paragraph, Speech, parent_of, record_id

# Every record has these keys, in this order.
RECORD_KEYS = (
    *("id", "source", "key", "part", "parts", "parent", "title", "date", "published", "speaker", "author", "origin"),
    *("url", "site", "encoding", "script", "text", "paragraphs", "removed", "omitted", "duplicate_of"),
    *("partial_duplicate_of", "truncated", "damaged", "characters", "meta"),
)

TAKING = ("correction", "rule", "lift", "noise")  # causes that go before near-duplicate


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept paragraph that another one repeats: the record it is in, its number there (from 0), kind, similarity.

    ``others`` are the further paragraphs of that record that hold a contained one.
    """

    record: str
    paragraph: int
    kind: str
    similarity: float
    others: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The paragraph as records and ledger name it."""
        return f"{self.record}#{self.paragraph}"

    @property
    def other_names(self) -> list[str]:
        """The further paragraphs, likewise."""
        return [f"{self.record}#{number}" for number in self.others]


@dataclass(frozen=True, slots=True)
class Decision:
    """What near-duplicate search says of one speech: twins by paragraph, and the speech it repeats, wholly or in part.

    ``templates`` are, by the numbers of paragraphs that stay, those that they only share a template with; both count as
    records number them.
    """

    twins: Mapping[int, Kept] = field(default_factory=dict)
    duplicate_of: str | None = None
    partial_duplicate_of: str | None = None
    templates: Mapping[int, Kept] = field(default_factory=dict)


UNIQUE = Decision()


def record_ids(cleaned: Cleaned, key: str) -> list[str]:
    """Return the ids of a document's speeches, given the document's final key."""
    return [record_id(cleaned.document.source, key, part) for part in range(1, len(cleaned.speeches) + 1)]


def dropped(decision: Decision, mode: str, number: int) -> bool:
    """Whether paragraph ``number`` of a speech is left out of its record."""
    return dropped_whole(decision, mode) or (mode == "drop" and number in decision.twins)


def dropped_whole(decision: Decision, mode: str) -> bool:
    """Whether a speech has no record, because it repeats another."""
    return mode in ("drop", "reposts") and decision.duplicate_of is not None


def make_records(
    cleaned: Cleaned, key: str, decisions: Mapping[str, Decision], mode: str, script: str, *, reposts: bool = False
) -> list[dict[str, Any]]:
    """Return the records of a document: of every speech that is not dropped whole, or of the ``reposts``, which are.

    ``mode`` is drop, reposts, tag or keep; ``script`` is what the text is found to be written in. The record of a repost
    is what would be left of it: its paragraphs without those that repeat others.
    """
    document = cleaned.document
    ids = record_ids(cleaned, key)
    removed = removed_by_speech(cleaned)
    lifted = {name: value for name, value in cleaned.metadata.items() if name not in (*RECORD_KEYS, *document.fields)}
    records = []
    for part, (name, speech) in enumerate(zip(ids, cleaned.speeches, strict=True), 1):
        decision = decisions.get(name, UNIQUE)
        if dropped_whole(decision, mode) != reposts:
            continue
        record = {
            "id": name,
            "source": document.source,
            "key": key,
            "part": part,
            "parts": len(ids),
            "parent": parent_of(name) if len(ids) > 1 else None,
            "title": speech.title,
            "date": speech.date,
            "published": speech.published,
            "speaker": speech.speaker,
            "author": speech.author,
            "origin": speech.origin,
            "url": cleaned.metadata.get("url"),
            "site": cleaned.site,
            "encoding": document.decoded.encoding,
            "script": script,
            **_body(speech, decision, "drop" if reposts else mode),
            "removed": [{"category": c, "characters": n} for c, n in sorted(removed[part - 1].items())],
            "duplicate_of": decision.duplicate_of,
            "partial_duplicate_of": decision.partial_duplicate_of,
            "truncated": speech.truncated,
            "damaged": len(document.decoded.damage),
            "meta": [{"key": k, "value": _meta_value(v)} for k, v in (lifted | dict(document.meta)).items()],
        }
        records.append({name: record[name] for name in RECORD_KEYS})
    return records


def _body(speech: Speech, decision: Decision, mode: str) -> dict[str, Any]:
    """Return text, paragraphs and what is omitted."""
    kept: list[dict[str, Any]] = []
    omitted: list[dict[str, Any]] = []
    texts: list[str] = []
    position = 0
    for number, paragraph in enumerate(speech.paragraphs):
        twin = decision.twins.get(number)
        if twin is not None and mode == "drop":
            omitted.append(_omission(len(kept), twin, paragraph))
            continue
        end = position + len(paragraph.text)
        twin_name = twin.name if twin is not None else None
        kept.append({"start": position, "end": end, "kind": paragraph.kind, "duplicate_of": twin_name})
        texts.append(paragraph.text)
        position = end + 1
    text = "\n".join(texts)
    return {"text": text, "paragraphs": kept, "omitted": omitted, "characters": len(text)}


def _omission(after: int, twin: Kept, paragraph: Paragraph) -> dict[str, Any]:
    return {
        "after": after,
        "kept": twin.name,
        "kind": twin.kind,
        "similarity": twin.similarity,
        "characters": len(paragraph.text),
    }


def _meta_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def removed_by_speech(cleaned: Cleaned) -> list[Counter[str]]:
    """Count the non-blank characters that corrections, rules, lifts and noise took, by category, for each speech.

    What stands between two speeches counts for the first of them, what stands above all for the first.
    """
    starts = [speech.paragraphs[0].start for speech in cleaned.speeches]
    counts: list[Counter[str]] = [Counter() for _ in starts]
    for edit in cleaned.edits:
        if starts and edit.cause in TAKING:
            old = cleaned.document.text[edit.start : edit.end]
            size = len("".join(old.split()))
            if size:
                counts[max(bisect_right(starts, edit.start) - 1, 0)][edit.category] += size
    return counts


def family_order(row: Mapping[str, Any]) -> tuple[str, int, str, int]:
    """Return what sorts rows of templates family by family."""
    kept, like = row["kept"], row["like"]
    return kept["id"], kept["paragraph"], like["id"], like["paragraph"]


def near_duplicate_edits(speech: Speech, decision: Decision, mode: str) -> Sequence[tuple[Edit, Kept | None]]:
    """Return, for each paragraph that is dropped, the edit that says so and the paragraph that stays instead."""
    found = []
    for number, paragraph in enumerate(speech.paragraphs):
        if dropped(decision, mode, number):
            rule = "repost" if decision.duplicate_of is not None else decision.twins[number].kind
            edit = Edit(paragraph.start, paragraph.end, "", "near-duplicate", "near-duplicate", rule)
            found.append((edit, decision.twins.get(number)))
    return found

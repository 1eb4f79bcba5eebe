"""Count again what a corpus says of its near-duplicates: each row of ``duplicates.jsonl`` against the paragraphs that stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaner.neardup import Unit, key
from cleaner.neardup.contained import SHARE, held_share
from cleaner.neardup.figures import figures, lacks, other_facts
from cleaner.neardup.verify import jaccard, shingles

Paragraphs = Mapping[tuple[str, int], Unit]
"""The paragraphs of all records, by record and number."""


def wrong(row: Mapping[str, Any], paragraphs: Paragraphs, records: set[str], threshold: float) -> str:
    """Return what is wrong with a row, or nothing.

    Twins must be there, and similarity and figures as the row's kind says.
    """
    kept, kind, similarity = row["kept"], row["kind"], row["similarity"]
    if kind == "repost":
        return "" if kept["id"] in records else "the record that it names is not there"
    numbers = (kept["paragraph"], *kept.get("others", ()))
    missing = [number for number in numbers if (kept["id"], number) not in paragraphs]
    if missing:
        return f"names {kept['id']}#{missing[0]}, which is not there"
    holders = [paragraphs[kept["id"], number] for number in numbers]
    if kind == "template":
        like = row["like"]
        if (like["id"], like["paragraph"]) not in paragraphs:
            return f"names {like['id']}#{like['paragraph']}, which is not there"
        own = paragraphs[like["id"], like["paragraph"]].text
    else:
        own = (row.get("removed") or row["tagged"])["text"]
    measures = _measures(own, holders, threshold)
    if (kind, similarity) in measures:
        return ""
    return f"is {kind} {similarity}, and counts as {' or '.join(f'{name} {share}' for name, share in measures) or 'unlike'}"


def _measures(own: str, holders: list[Unit], threshold: float) -> list[tuple[str, float]]:
    """Return what a paragraph may be called in view of those that are named, each with its measure."""
    own_key, facts = key(own), figures(own)
    grams = shingles(own_key)
    found = []
    if len(holders) == 1:
        similarity = jaccard(grams, shingles(holders[0].key))
        if own_key == holders[0].key:
            found.append(("exact", 1.0))
        if similarity >= threshold:
            found.append(("template" if other_facts(facts, figures(holders[0].text)) else "near", similarity))
    share = held_share(grams, frozenset[str]().union(*(shingles(holder.key) for holder in holders)))
    if share >= SHARE:
        more = lacks(frozenset[str]().union(*(figures(holder.text) for holder in holders)), facts)
        found.append(("template" if more else "contained", share))
    return found

"""Whole speeches published twice: what is left of a speech once its paragraphs' twins are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cleaner.neardup.keys import MINIMUM
from cleaner.neardup.leaders import Twin, Unit


@dataclass(frozen=True, slots=True)
class Repost:
    """A speech that repeats the speech ``of``: it goes as a ``whole``, or else what is left of it stays."""

    whole: bool
    of: str


def find_reposts(
    paragraphs: Iterable[Unit], twins: Iterable[Twin], ranks: Mapping[str, int] | None = None
) -> dict[str, Repost]:
    """Return each speech that lost a paragraph to another speech, with the one that holds most of its kept twins.

    ``paragraphs`` are all of them, short and protected ones too. A speech goes as a whole iff it holds nobody's kept
    twin and has nothing of its own left: the paragraphs that neither went nor are protected, and that are not short ones
    which the other speech has too, have fewer than 30 key characters together. Ties go to the speech of smaller rank,
    then id; see ``leaders.search``.
    """
    twins = list(twins)
    rank = (ranks or {}).get
    gone = {(twin.speech, twin.index) for twin in twins}
    holders = {twin.kept_speech for twin in twins}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for twin in twins:
        if twin.kept_speech != twin.speech:
            counts[twin.speech][twin.kept_speech] += 1
    others = {
        speech: min(count, key=lambda other: (-count[other], rank(other, 0), other)) for speech, count in counts.items()
    }
    units = paragraphs if isinstance(paragraphs, Sequence) else list(paragraphs)
    own = own_characters(units, gone, others)
    return {
        speech: Repost(whole=speech not in holders and own[speech] < MINIMUM, of=others[speech])
        for speech in sorted(others)
    }


def own_characters(paragraphs: Sequence[Unit], gone: set[tuple[str, int]], others: dict[str, str]) -> Counter[str]:
    """Count the key characters that each speech of ``others`` has left and the other speech has not."""
    needed = set(others.values())
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for unit in paragraphs:
        if unit.speech in needed and not unit.takes_part:
            keys[unit.speech].add(unit.key)
    own: Counter[str] = Counter()
    for unit in paragraphs:
        other = others.get(unit.speech)
        if other is None or unit.protected or unit.place in gone or (keys[other] and unit.key in keys[other]):
            continue
        own[unit.speech] += unit.length
    return own

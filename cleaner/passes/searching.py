"""Second pass: decide over the whole corpus which paragraphs and speeches repeat others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from cleaner.config import Config
from cleaner.neardup import Repost, Twin, Unit, find_near_duplicates, find_reposts
from cleaner.progress import Progress
from cleaner.store.records import Decision, Kept


def search(units: Sequence[Unit], config: Config, progress: Progress) -> dict[str, Decision]:
    """Return what was decided, by speech; speeches of which nothing is repeated are not named."""
    if config.near_duplicates == "keep":
        return {}
    progress.stage("comparing", sum(unit.takes_part for unit in units), "paragraphs")
    twins = find_near_duplicates(units, threshold=config.threshold, progress=progress.step)
    return decisions(twins, find_reposts(units, twins), shifted=config.near_duplicates == "drop")


def decisions(twins: Sequence[Twin], reposts: Mapping[str, Repost], *, shifted: bool) -> dict[str, Decision]:
    """Return twins and reposts by speech; ``shifted`` numbers kept paragraphs as they stand when others are dropped."""
    gone: dict[str, list[int]] = {}
    for twin in twins:
        gone.setdefault(twin.speech, []).append(twin.index)
    kept: dict[str, dict[int, Kept]] = {}
    for twin in twins:
        number = twin.kept_index
        if shifted:
            number -= bisect_left(gone.get(twin.kept_speech, []), number)
        by_index = kept.setdefault(twin.speech, {})
        by_index[twin.index] = Kept(twin.kept_speech, number, twin.kind, twin.similarity)
    decided = {}
    for speech, by_index in kept.items():
        repost = reposts.get(speech)
        whole, part = (None, None) if repost is None else (repost.of, None) if repost.whole else (None, repost.of)
        decided[speech] = Decision(by_index, whole, part)
    return decided

"""Second pass: decide over the whole corpus which paragraphs and speeches repeat others."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from cleaner import neardup
from cleaner.config import Config
from cleaner.engines.local import worker_count
from cleaner.neardup import Repost, Search, Unit, Units, find_contained, find_reposts
from cleaner.neardup.units import Settled
from cleaner.neardup.verify import WINDOW
from cleaner.passes.guard import refuse_scattered_sources
from cleaner.passes.preference import Facts, ranks
from cleaner.passes.stages import Stages
from cleaner.progress import Progress
from cleaner.store.records import Decision, Kept

NOT_KEPT = Stages()


def search(
    units: Sequence[Unit], facts: Mapping[str, Facts], config: Config, progress: Progress, stages: Stages = NOT_KEPT
) -> dict[str, Decision]:
    """Return what was decided, by speech; speeches of which nothing is repeated are not named.

    Paragraphs that are settled come before all others and stay. What ``stages`` keep is not searched again. Raises
    RefusedError where near-duplicates would take nearly all of a source.
    """
    if config.near_duplicates == "keep":
        return {}
    found, known, order = find(units, facts, config, progress, stages)
    reposts = find_reposts(known, found.twins, order)
    if config.near_duplicates == "drop":
        refuse_scattered_sources(units, found.twins, reposts, facts)
    return decisions(found, reposts, shifted=config.near_duplicates == "drop")


def find(
    units: Sequence[Unit], facts: Mapping[str, Facts], config: Config, progress: Progress, stages: Stages = NOT_KEPT
) -> tuple[Search, Sequence[Unit], dict[str, int]]:
    """Return what was found, all paragraphs that it may name, and the order of their speeches."""
    progress.stage("comparing", _compared(units), "paragraphs")
    if isinstance(units, Units):
        units.held.workers = worker_count(config.workers, sum(source.size for source in units.held.sources))
    order = ranks(facts, config.prefer)
    near = partial(neardup.search, units, threshold=config.threshold, ranks=order, progress=progress.step)
    found = stages.of("near", near)
    if not isinstance(units, Units) or units.settled is None:
        return stages.of("contained", partial(_contained, units, found, order, 0)), units, order
    settled = units.settled
    speeches = _concerned(units, settled, found)
    order |= settled_order(settled, speeches)
    chosen = [number for speech in speeches for number in settled.range_of(speech)]
    known = units.after(settled, chosen)
    return stages.of("contained", partial(_contained, known, found, order, len(chosen))), known, order


def _concerned(units: Units, settled: Settled, found: Search) -> list[int]:
    """Return the numbers of the settled speeches that are named, or of which a paragraph may hold one of these."""
    sharing = settled.sharing(prints for _, prints in units.fingerprints(WINDOW))
    named = {twin.kept_speech for twin in (*found.twins, *found.templates)}
    return sorted({*(settled.speeches[number] for number in sharing), *settled_among(settled, named)})


def settled_among(settled: Settled, names: Iterable[str]) -> list[int]:
    """Return the numbers of the speeches of these names that are settled."""
    return [settled.names.find(name) for name in names if name in settled.names]


def settled_order(settled: Settled, speeches: Iterable[int]) -> dict[str, int]:
    """Return the places of speeches that are settled, in the order in which they were decided, all before 0."""
    return {settled.names[speech]: speech - len(settled.names) for speech in speeches}


def _contained(units: Sequence[Unit], found: Search, order: Mapping[str, int], settled: int) -> Search:
    """Return what was found with what is contained as well, which references have no part in.

    The first ``settled`` paragraphs stay.
    """
    own = units.names if isinstance(units, Units) else {unit.speech for unit in units}
    outside = tuple(twin for twin in found.twins if twin.kept_speech not in own)
    if not outside:
        return find_contained(units, found, order, settled=settled)
    gone = {(twin.speech, twin.index) for twin in outside}
    inside = Search(
        tuple(twin for twin in found.twins if twin.kept_speech in own),
        tuple(twin for twin in found.templates if twin.kept_speech in own),
    )
    more = find_contained([unit for unit in units if unit.place not in gone], inside, order, settled=settled)
    templates = (twin for twin in found.templates if twin.kept_speech not in own)
    return Search((*more.twins, *outside), (*more.templates, *templates))


def _compared(units: Sequence[Unit]) -> int:
    return len(units.held) if isinstance(units, Units) else sum(unit.takes_part for unit in units)


def decisions(found: Search, reposts: Mapping[str, Repost], *, shifted: bool) -> dict[str, Decision]:
    """Return twins and reposts by speech; ``shifted`` numbers kept paragraphs as they stand when others are dropped."""
    gone: defaultdict[str, list[int]] = defaultdict(list)
    for twin in sorted(found.twins, key=lambda twin: twin.index):
        gone[twin.speech].append(twin.index)

    def number(speech: str, index: int) -> int:
        return index - bisect_left(gone[speech], index) if shifted else index

    twins: defaultdict[str, dict[int, Kept]] = defaultdict(dict)
    templates: defaultdict[str, dict[int, Kept]] = defaultdict(dict)
    for twin in (*found.twins, *found.templates):
        others = tuple(number(twin.kept_speech, index) for index in twin.others)
        kept = Kept(twin.kept_speech, number(twin.kept_speech, twin.kept_index), twin.kind, twin.similarity, others)
        if twin.kind == "template":
            templates[twin.speech][number(twin.speech, twin.index)] = kept
        else:
            twins[twin.speech][twin.index] = kept
    decided = {}
    for speech in sorted({*twins, *templates}):
        repost = reposts.get(speech)
        whole, part = (None, None) if repost is None else (repost.of, None) if repost.whole else (None, repost.of)
        decided[speech] = Decision(twins.get(speech, {}), whole, part, templates.get(speech, {}))
    return decided

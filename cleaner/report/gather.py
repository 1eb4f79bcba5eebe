"""One pass over a corpus folder makes the figures of its report; memory does not grow with the corpus."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.errors import OutputError
from cleaner.report.corpus import Corpus, documents, repetitions
from cleaner.report.figures import Report
from cleaner.report.records import Records
from cleaner.report.removals import Removals
from cleaner.report.repeats import Repeats
from cleaner.report.sites import Sites
from cleaner.report.troubles import Troubles
from cleaner.store import contents


def gather(corpus: Corpus, step: Callable[[int], None] = lambda _: None) -> Report:
    """Return what there is to tell of a corpus; ``step`` is told of each document.

    Raises OutputError where files are damaged or do not fit.
    """
    try:
        return _gathered(corpus, step)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        what = f"the files make no sense: {error!r}"
        raise OutputError(what, code="damaged", file=str(corpus.folder), advice="see `cleaner check`") from None


def _gathered(corpus: Corpus, step: Callable[[int], None]) -> Report:
    repeats = Repeats(corpus.config["threshold"] if corpus.config["near_duplicates"] != "keep" else None)
    for row in repetitions(corpus):
        repeats.add(row)
    repeats.all_read()
    removals, sites, records = Removals(full=corpus.full), Sites(), Records()
    for text in documents(corpus):
        sites.add(text, removals.add(text))
        records.add(text)
        for record in text.records:
            repeats.look(record)
        step(1)
    troubles = Troubles()
    for row in contents.troubles(corpus.errors):
        troubles.add(row)
    return Report(
        version=corpus.version,
        config=dict(corpus.config),
        counts=dict(corpus.counts),
        fates=removals.fates(),
        categories=removals.by_category(),
        rules=removals.by_rule(),
        sites=sites.figures(),
        least=tuple(sites.least),
        kinds=dict(repeats.kinds.most_common()),
        similarities=repeats.similarities_shown(),
        clusters=repeats.clusters_shown(),
        borderline=repeats.borderline(),
        families=repeats.families_shown(),
        recurring=repeats.recurring_shown(),
        formulas=records.formulas(),
        missed=records.sentences.missed,
        lengths=records.figures_of_lengths(),
        holes=records.figures_of_holes(),
        holed=records.most_holed(),
        missing=records.figures_of_missing(),
        troubles=troubles.shown(),
    )

"""What the records show: their lengths, the holes in them, the fields that they lack, the sentences that recur."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from cleaner.document.fold import fold
from cleaner.draws import Frequent, Smallest, rank
from cleaner.report.corpus import Json, Text
from cleaner.report.figures import Bin, Formula, Holes, Missing, Shown
from cleaner.report.sites import lengths_of
from cleaner.report.texts import one_line, place

EDGES = (0, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
HOLES = (0, 1, 2, 3, 6, 11)  # the first number of each group
HOLED = 30  # records with holes that are shown
FIELDS = ("title", "date", "published", "speaker", "origin")
EXAMPLES = 5
OPENING = 40  # characters of a text that are shown

FORMULAS = 60
OFTEN = 3  # speeches in which a sentence must stand
SHORTEST, LONGEST = 4, 40  # characters of a formula
SENTENCES = 100_000  # different sentences that are counted at a time

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")


class Records:
    """Looks at one document's records after the other."""

    def __init__(self) -> None:
        self.lengths: Counter[tuple[int, bool]] = Counter()
        self.holes: Counter[int] = Counter()
        self.holed = Smallest[Holes](HOLED)
        self.missing: Counter[str] = Counter()
        self.lacking = {field: Smallest[tuple[str, str, str]](EXAMPLES) for field in FIELDS}
        self.sentences: Frequent[str] = Frequent(SENTENCES)

    def add(self, text: Text) -> None:
        """Count a document."""
        size, kept, _ = lengths_of(text)
        self.lengths[bisect_right(EDGES, size) - 1, False] += 1
        self.lengths[bisect_right(EDGES, kept) - 1, True] += 1
        for record in text.records:
            self._look(record)

    def _look(self, record: Json) -> None:
        name, text = str(record["id"]), str(record["text"])
        for field in FIELDS:
            if not record.get(field):
                self.missing[field] += 1
                shown = name, place(str(record["source"])), one_line(text, OPENING)
                self.lacking[field].add(rank(field, name), shown)
        paragraphs, characters = hollow(record)
        self.holes[bisect_right(HOLES, paragraphs) - 1] += 1
        if paragraphs:
            title = one_line(str(record.get("title") or ""), OPENING)
            found = Holes(name, place(str(record["source"])), title, paragraphs, characters, len(text))
            self.holed.add((-characters, name), found)
        sentences = (found.strip() for found in _SENTENCE.findall(text))
        for sentence in dict.fromkeys(sentences):  # in their order, on which it depends which of very many are counted
            if SHORTEST <= len(sentence) <= LONGEST:
                self.sentences.add(sentence)

    def figures_of_lengths(self) -> list[Bin]:
        """Return how long documents were and are."""
        bins = enumerate(zip(EDGES, (*EDGES[1:], None), strict=True))
        return [Bin(low, high, self.lengths[n, False], self.lengths[n, True]) for n, (low, high) in bins]

    def figures_of_holes(self) -> dict[str, int]:
        """Return how many records have so many holes."""
        ends = (*(number - 1 for number in HOLES[1:]), None)
        names = (f"{n}" if n == e else f"{n}+" if e is None else f"{n}–{e}" for n, e in zip(HOLES, ends, strict=True))
        return {name: self.holes[number] for number, name in enumerate(names)}

    def most_holed(self) -> Shown[Holes]:
        """Return the records that lack most."""
        return Shown(tuple(self.holed), self.holes.total() - self.holes[0])

    def figures_of_missing(self) -> list[Missing]:
        """Return the fields, and which records lack them."""
        return [Missing(field, self.missing[field], tuple(self.lacking[field])) for field in FIELDS]

    def formulas(self) -> Shown[Formula]:
        """Return the sentences that stand in most speeches, whatever script and width they are written in."""
        counts: Counter[str] = Counter()
        forms: dict[str, str] = {}
        for sentence, count in self.sentences.top(SENTENCES):
            folded = fold(sentence)
            counts[folded] += count
            forms.setdefault(folded, sentence)  # the most frequent form comes first
        found = sorted((-count, folded) for folded, count in counts.items() if count >= OFTEN)
        return Shown(tuple(Formula(forms[folded], -count) for count, folded in found[:FORMULAS]), len(found))


def hollow(record: Json) -> tuple[int, int]:
    """Return how many paragraphs a record lacks, or repeats from others where these stay, and their characters."""
    omitted = record.get("omitted") or ()
    repeated = [piece for piece in record.get("paragraphs") or () if piece["duplicate_of"] is not None]
    sizes = [item["characters"] for item in omitted] + [piece["end"] - piece["start"] for piece in repeated]
    return len(sizes), sum(sizes)

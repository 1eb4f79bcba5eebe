"""What repeats: clusters of near-duplicates, pairs near the threshold, templates, paragraphs that recur most.

``duplicates.jsonl`` says what repeats what; the texts of kept paragraphs are looked up when the records pass by.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from cleaner.draws import Frequent, Groups, Smallest, rank
from cleaner.neardup import MINIMUM, key
from cleaner.neardup.verify import jaccard, shingles
from cleaner.report.corpus import Json
from cleaner.report.figures import Cluster, Copy, Family, Pair, Shown
from cleaner.report.texts import COMPARED, compared, one_line

LOW, HIGH = 0.75, 0.85  # similarities that are near the usual threshold
CLUSTERS = 16  # of each kind
COPIES = 3  # of a cluster
PAIRS = 12  # near the threshold, on either side of it
FAMILIES = 40  # of templates, and as many paragraphs that recur
LIKE = 2  # of a family
SHOWN = 160  # characters of a paragraph in a table
KEPT = 100_000  # kept paragraphs whose copies are counted at a time
SAMPLED = 4000  # groups of paragraphs in which pairs below the threshold are looked for

STEPS = 50  # bins of similarity from 0 to 1
_CLAUSE = re.compile("[，,、；;]")

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of duplicates.jsonl: the paragraph, its text where the row has it, the kept ones, kind, similarity."""

    place: Place
    text: str | None
    kept: Sequence[Place]
    kind: str
    similarity: float

    @property
    def places(self) -> Iterator[Place]:
        """The paragraphs whose texts are to be looked up."""
        yield from self.kept
        if self.text is None:
            yield self.place


@dataclass(slots=True)
class _Family:
    kept: Place
    like: Smallest[Place]
    size: int = 0


class Repeats:
    """Reads all rows, then all records, then tells."""

    def __init__(self, threshold: float | None) -> None:
        self.below = HIGH if threshold is None else min(threshold, HIGH)
        self.kinds: Counter[str] = Counter()
        self.similarities: Counter[int] = Counter()
        self.clusters = {kind: Groups[_Row](CLUSTERS, COPIES) for kind in ("near", "contained")}
        self.above = Smallest[_Row](PAIRS)
        self.recurring: Frequent[Place] = Frequent(KEPT)
        self.largest = Smallest[_Family](FAMILIES)
        self.family: _Family | None = None
        self.families = 0
        self.texts: dict[Place, str] = {}
        self.wanted: dict[str, list[int]] = {}
        self.paragraphs = Groups[tuple[Place, str]](SAMPLED, 4)

    def add(self, row: Json) -> None:
        """Count a row of duplicates.jsonl."""
        self.kinds[row["kind"]] += 1
        if row["kind"] == "repost":
            return
        found = _row(row)
        name, number = _name(found.kept[0]), rank(*found.place)
        if found.kind in ("near", "template"):
            self.similarities[int(found.similarity * STEPS)] += 1
            if LOW <= found.similarity <= HIGH:
                self.above.add(number, found)
        if found.kind in self.clusters:
            self.clusters[found.kind].add(name, number, found)
        if found.kind == "template":
            self._count(found, number)
        else:
            self.recurring.add(found.kept[0])

    def _count(self, row: _Row, number: int) -> None:
        """Count a paragraph of a template; those of one family stand together."""
        if self.family is None or self.family.kept != row.kept[0]:
            self._close()
            self.family = _Family(row.kept[0], Smallest(LIKE))
            self.families += 1
        self.family.size += 1
        self.family.like.add(number, row.place)

    def _close(self) -> None:
        if self.family is not None:
            self.largest.add((-self.family.size, self.family.kept), self.family)

    def all_read(self) -> None:
        """Say that there are no more rows: from now on it is known which texts are wanted."""
        self._close()
        rows = [row for groups in self.clusters.values() for group in groups for row in group.few]
        places = [place for row in (*rows, *self.above) for place in row.places]
        places += [place for place, _ in self.recurring.top(FAMILIES)]
        places += [place for family in self.largest for place in (family.kept, *family.like)]
        wanted = defaultdict(list)
        for record, number in places:
            wanted[record].append(number)
        self.wanted = dict(wanted)

    def look(self, record: Json) -> None:
        """Take the texts that are wanted from a record, and some of its paragraphs to compare them with others."""
        paragraphs = str(record["text"]).split("\n")
        for number in self.wanted.get(record["id"], ()):
            if number < len(paragraphs):
                self.texts[record["id"], number] = paragraphs[number]
        for number, text in enumerate(paragraphs):
            clauses = _CLAUSE.split(text[:COMPARED])[1:] if len(text) >= MINIMUM else ()
            if clauses:  # a hash of what it holds, which a similar paragraph is likely to share
                least = min(crc32(clause[:5].encode("utf-8", "surrogatepass")) for clause in clauses)
                if self.paragraphs.wants(str(least)):
                    place = str(record["id"]), number
                    self.paragraphs.add(str(least), rank(*place), (place, text))

    def clusters_shown(self) -> Shown[Cluster]:
        """Return a few clusters, drawn at random, of pairs that are not all the same."""
        found = tuple(
            Cluster(group.name, Shown(tuple(self._copy(row) for row in group.few), group.size))
            for groups in self.clusters.values()
            for group in groups
        )
        return Shown(found, sum(self.kinds[kind] for kind in self.clusters))

    def _copy(self, row: _Row) -> Copy:
        other = self.texts.get(row.place, "") if row.text is None else row.text
        kept = "\n".join(self.texts.get(place, "") for place in row.kept)
        left, right = compared(kept, other)
        return Copy(_name(row.place), row.kind, row.similarity, left, right)

    def borderline(self) -> Shown[Pair]:
        """Return pairs near the threshold: some that count as repetitions or templates, some of which both stay."""
        above = [Pair(_name(row.kept[0]), self._copy(row)) for row in self.above]
        count = sum(
            number for step, number in self.similarities.items() if round(LOW * STEPS) <= step < round(HIGH * STEPS)
        )
        below = list(self._below())
        drawn = Smallest[Pair](PAIRS)
        for pair in below:
            drawn.add(rank(pair.place, pair.copy.place), pair)
        shown = sorted((*above, *drawn), key=lambda pair: (-pair.copy.similarity, pair.place, pair.copy.place))
        return Shown(tuple(shown), max(count + len(below), len(shown)))

    def _below(self) -> Iterator[Pair]:
        """Yield pairs of paragraphs that are nearly similar enough, of different speeches."""
        for group in self.paragraphs:
            few = [(place, text, shingles(key(text))) for place, text in sorted(group.few)] if group.size > 1 else []
            for number, (first, kept, grams) in enumerate(few):
                for second, other, others in few[number + 1 :]:
                    similarity = jaccard(grams, others)
                    if LOW <= similarity < self.below and first[0] != second[0]:
                        yield Pair(_name(first), Copy(_name(second), "", similarity, *compared(kept, other)))

    def families_shown(self) -> Shown[Family]:
        """Return the largest families of paragraphs that were made from one template with other figures."""
        found = tuple(
            Family(_name(f.kept), self._text(f.kept), f.size + 1, tuple(map(self._text, f.like))) for f in self.largest
        )
        return Shown(found, self.families)

    def recurring_shown(self) -> Shown[Family]:
        """Return the paragraphs that are repeated most, with how often they stand in the corpus."""
        found = self.recurring.top(FAMILIES)
        shown = tuple(Family(_name(place), self._text(place), count + 1) for place, count in found)
        return Shown(shown, len(self.recurring.counts))

    def _text(self, place: Place) -> str:
        return one_line(self.texts.get(place, ""), SHOWN)

    def similarities_shown(self) -> dict[str, int]:
        """Return how many pairs there are of each similarity, from the lowest that occurs on."""
        if not self.similarities:
            return {}
        steps = range(min(self.similarities), STEPS + 1)
        return {f"{step / STEPS:.2f}": self.similarities[step] for step in steps}


def _row(row: Json) -> _Row:
    other = row.get("removed") or row.get("tagged") or row["like"]
    kept = row["kept"]
    numbers = (kept["paragraph"], *kept.get("others", ()))
    return _Row(
        place=(other["id"], other["paragraph"]),
        text=other.get("text"),
        kept=tuple((kept["id"], number) for number in numbers),
        kind=row["kind"],
        similarity=row["similarity"],
    )


def _name(place: Place) -> str:
    return f"{place[0]}#{place[1]}"

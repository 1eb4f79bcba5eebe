"""What was not cleaned, or not without damage, by cause."""

from __future__ import annotations

from collections import Counter

from cleaner.draws import Smallest, rank
from cleaner.report.corpus import Json
from cleaner.report.figures import Shown, Trouble
from cleaner.report.texts import NAME, ending, one_line

CAUSES = 60
EXAMPLES = 4
LONGEST = 200  # characters of a message


class Troubles:
    """Counts one row of errors.jsonl after the other."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.advice: dict[tuple[str, str], str] = {}
        self.drawn: dict[tuple[str, str], Smallest[tuple[str, str]]] = {}

    def add(self, row: Json) -> None:
        """Count a row."""
        cause = str(row["status"]), str(row["code"])
        self.counts[cause] += 1
        self.advice.setdefault(cause, one_line(str(row["advice"] or ""), LONGEST))
        place, message = _place(row), one_line(str(row["message"]), LONGEST)
        self.drawn.setdefault(cause, Smallest(EXAMPLES)).add(rank(place, message), (place, message))

    def shown(self) -> Shown[Trouble]:
        """Return the causes, the most frequent first."""
        ordered = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        found = (Trouble(*cause, n, self.advice[cause], tuple(self.drawn[cause])) for cause, n in ordered[:CAUSES])
        return Shown(tuple(found), len(ordered))


def _place(row: Json) -> str:
    place = ending(str(row["file"] or ""), NAME)
    if row["line"] is not None:
        place += f":{row['line']}"
    return place + (f" (byte {row['offset']})" if row["offset"] is not None else "")

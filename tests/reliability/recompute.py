"""Compute anew, out of the files of a corpus alone, whether each removal as a near-duplicate is right.

    python tests/reliability/recompute.py CORPUS

Nothing of the cleaner is imported but the folding of characters: keys, 5-grams, similarity and shares are computed as
docs/architecture.md describes them. Wrong rows are printed; the exit code is 1 if there is one.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from cleaner.neardup import key

MINIMUM = 30
SHARE = 0.9


def grams(text: str) -> set[str]:
    """Return the 5-grams of a paragraph's key."""
    letters = key(text)
    return {letters[at : at + 5] for at in range(len(letters) - 4)} or {letters}


def objects(place: Path) -> list[dict[str, Any]]:
    """Return the lines of a file, or of all files of a folder."""
    files = sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    return [json.loads(line) for path in files for line in path.read_bytes().splitlines()]


def wrong_rows(corpus: Path) -> Iterator[str]:
    """Yield what is wrong with each row that is."""
    threshold = json.loads((corpus / "manifest.json").read_bytes())["config"]["threshold"]
    kept = {record["id"]: record["text"].split("\n") for record in objects(corpus / "corpus")}
    for number, row in enumerate(objects(corpus / "duplicates.jsonl"), 1):
        if row["kind"] == "template":
            continue
        gone, twin = row["removed"], row["kept"]
        if twin["id"] not in kept:
            yield f"{number}: {twin['id']} is not kept"
        elif row["kind"] == "repost":
            if gone["id"] in kept:
                yield f"{number}: {gone['id']} is said to be left out and is there"
        else:
            yield from (f"{number}: {what}" for what in wrong_paragraph(row, kept, threshold))


def wrong_paragraph(row: dict[str, Any], kept: dict[str, list[str]], threshold: float) -> Iterator[str]:
    """Yield what is wrong with the removal of a paragraph."""
    gone, twin = row["removed"], row["kept"]
    numbers = sorted({twin["paragraph"], *twin.get("others", ())})
    if numbers[-1] >= len(kept[twin["id"]]):
        yield "the twin is not there"
        return
    texts = [kept[twin["id"]][number] for number in numbers]
    lost = grams(gone["text"])
    if len(re.sub(r"\s", "", gone["text"])) < MINIMUM and gone["id"] != twin["id"]:
        yield "it is too short to be compared"
    if row["kind"] == "contained":
        held = lost & set[str]().union(*map(grams, texts))
        measure, least = len(held) / len(lost), SHARE
    else:
        (other,) = (grams(text) for text in texts)
        measure, least = len(lost & other) / len(lost | other), 1.0 if row["kind"] == "exact" else threshold
    if measure < least:
        yield f"{row['kind']}: {measure:.4f} is less than {least}"
    if abs(measure - row["similarity"]) > 1e-4:
        yield f"{row['kind']}: {measure:.4f} is not {row['similarity']}"


def main() -> int:
    """Print the wrong rows of the corpus that the first argument names."""
    wrong = list(wrong_rows(Path(sys.argv[1])))
    sys.stdout.write("\n".join([*wrong, f"{len(wrong)} removals are wrong", ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""What all peers share: paragraphs out of JSON Lines, and the ids that go as JSON Lines."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator

orjson = importlib.import_module("orjson")


THRESHOLD = 0.8
PERMUTATIONS = 128
WIDTH = 5


def read(path: str) -> Iterator[tuple[str, str]]:
    """Yield id and text of each paragraph."""
    with open(path, "rb") as lines:
        for line in lines:
            row = orjson.loads(line)
            yield row["id"], row["text"]


def grams(text: str) -> set[str]:
    """Return the 5-grams of a text; a shorter one is its own."""
    return {text[start : start + WIDTH] for start in range(max(1, len(text) - WIDTH + 1))}


def write(path: str, removed: Iterable[str]) -> None:
    """Write the ids of the paragraphs that go."""
    with open(path, "wb") as out:
        for id_ in removed:
            out.write(orjson.dumps({"removed": {"id": id_}}) + b"\n")


def arguments() -> tuple[str, str, str]:
    """Return input, output and the way, as the peers are called: ``peer.py INPUT OUTPUT [WAY]``."""
    source, out, *way = sys.argv[1:]
    return source, out, way[0] if way else ""

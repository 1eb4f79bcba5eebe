"""The floor: orjson parses each record, xxh3 hashes each of its paragraphs; repetitions of a hash go."""

from __future__ import annotations

import importlib

from peers.records import arguments

xxhash = importlib.import_module("xxhash")

orjson = importlib.import_module("orjson")

if __name__ == "__main__":
    source, out, _ = arguments()
    loads, digest, seen = orjson.loads, xxhash.xxh3_128_digest, set()
    with open(source, "rb") as lines, open(out, "wb") as removed:
        for line in lines:
            row = loads(line)
            for paragraph in row["text"].split("\n"):
                if (found := digest(paragraph.encode())) in seen:
                    removed.write(orjson.dumps({"removed": {"id": row["id"]}}) + b"\n")
                seen.add(found)

"""text-dedup: its command ``python -m text_dedup.minhash`` in one process, over a file with blanks between characters.

It splits words at what is no letter, so only with blanks are its 5-grams 5-grams of Chinese characters. Bands are those
it computes for 0.8 and 128 permutations; xxh3 in place of SHA-1, which its own help calls faster. It writes what stays
as a dataset, and whole groups go but for one, however long the chain.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from peers.records import PERMUTATIONS, THRESHOLD, WIDTH, arguments, read, write

orjson = importlib.import_module("orjson")

OPTIONS = {
    "path": "json", "split": "train", "column": "text", "ngram": WIDTH, "min_length": 1, "num_perm": PERMUTATIONS,
    "threshold": THRESHOLD, "hash_func": "xxh3", "hash_bits": 64, "num_proc": 1, "batch_size": 10_000,
}  # fmt: skip


def run(source: str, folder: Path) -> Path:
    """Run the command, and return the folder of what stays."""
    spaced, kept = folder / "spaced.jsonl", folder / "kept"
    with spaced.open("wb") as out:
        for id_, text in read(source):
            out.write(orjson.dumps({"id": id_, "text": " ".join(text)}) + b"\n")
    command = [sys.executable, "-m", "text_dedup.minhash"]
    for name, value in {**OPTIONS, "data_files": spaced, "cache_dir": folder / "cache", "output": kept}.items():
        command += [f"--{name}", str(value)]
    env = {**os.environ, "HF_HOME": str(folder / "home"), "HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"}
    subprocess.run(command, check=True, cwd=folder, env=env, stdout=subprocess.DEVNULL)
    return kept


def main() -> None:
    """Run, and write which ids are not among what stays."""
    datasets = importlib.import_module("datasets")
    source, out, _ = arguments()
    folder = Path(tempfile.mkdtemp(dir=Path(out).resolve().parent))
    try:
        stays = set(datasets.load_from_disk(str(run(source, folder)))["id"])
        write(out, (id_ for id_, _ in read(source) if id_ not in stays))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""datatrove: the four stages of its MinHash example, local, one worker; 14 buckets of 8 hashes as it comes.

Its tokenizer for Chinese cuts words; here each character is a word, so that its 5-grams are 5-grams of characters. Its own
normalising stays on (numbers become 0, case and punctuation go). Whole groups go but for one, however long the chain.
"""

from __future__ import annotations

import gzip
import importlib
import shutil
import tempfile
from pathlib import Path

from peers.records import arguments, write

orjson = importlib.import_module("orjson")
LocalPipelineExecutor = importlib.import_module("datatrove.executor").LocalPipelineExecutor
JsonlReader = importlib.import_module("datatrove.pipeline.readers").JsonlReader
JsonlWriter = importlib.import_module("datatrove.pipeline.writers.jsonl").JsonlWriter
minhash = importlib.import_module("datatrove.pipeline.dedup.minhash")
WordTokenizer = importlib.import_module("datatrove.utils.word_tokenizers").WordTokenizer


@WordTokenizer.register
class Characters:
    """Each character is a word."""

    def word_tokenize(self, text: str) -> list[str]:
        """Return the characters but blanks."""
        return [char for char in text if not char.isspace()]

    def sent_tokenize(self, text: str) -> list[str]:
        """Return the text as one sentence."""
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        """Return the text as one span."""
        return [(0, len(text))]


def run(source: str, folder: Path) -> Path:
    """Run the four stages, and return the folder of what goes."""
    given = folder / "in"
    given.mkdir()
    (given / "paragraphs.jsonl").symlink_to(Path(source).resolve())
    config, reader = minhash.MinhashConfig(), JsonlReader(str(given), compression=None)
    signatures, buckets, remove, gone = (str(folder / name) for name in ("signatures", "buckets", "remove", "gone"))
    stages = [
        (1, [reader, minhash.MinhashDedupSignature(signatures, config=config, language=Characters())]),
        (config.num_buckets, [minhash.MinhashDedupBuckets(signatures, buckets, config=config)]),
        (1, [minhash.MinhashDedupCluster(buckets, remove, config=config)]),
        (
            1,
            [
                reader,
                minhash.MinhashDedupFilter(remove, exclusion_writer=JsonlWriter(gone)),
                JsonlWriter(str(folder / "kept")),
            ],
        ),
    ]
    for number, (tasks, pipeline) in enumerate(stages):
        logs = str(folder / f"logs{number}")
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=logs).run()
    return Path(gone)


def main() -> None:
    """Run, and write the ids of what went."""
    source, out, _ = arguments()
    folder = Path(tempfile.mkdtemp(dir=Path(out).parent))
    try:
        gone = run(source, folder)
        lines = (line for path in sorted(gone.glob("*.gz")) for line in gzip.decompress(path.read_bytes()).splitlines())
        write(out, (orjson.loads(line)["id"] for line in lines))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

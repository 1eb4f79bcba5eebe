"""Coverage-guided fuzzing of one reader with Atheris: `python tests/reliability/fuzz.py html -max_total_time=3600`.

Everything but a CleanerError with code and file is a crash; inputs that crash are written to the working folder.
Readers are those of `test_fuzzing.py`, archives among them.
"""

import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]


def main() -> None:
    """Fuzz the reader that the first argument names."""
    import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

    reader = sys.argv.pop(1)
    corpus = Path("build/fuzz") / reader
    corpus.mkdir(parents=True, exist_ok=True)
    path = corpus.with_name(f"a.{reader}")
    with atheris.instrument_imports(include=["cleaner"]):
        from cleaner.errors import CleanerError
        from tests.reliability.test_fuzzing import read_one, seeds

        seed = seeds()[reader]
        path.write_bytes(seed)
        read_one(path)  # now, because what a reader needs it imports when it is used

    def one_input(data: bytes) -> None:
        path.write_bytes(data)
        with suppress(CleanerError):
            read_one(path)

    (corpus / "seed").write_bytes(seed)
    atheris.Setup([sys.argv[0], "-max_len=100000", "-timeout=10", *sys.argv[1:], str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Coverage-guided fuzzing of one reader with Atheris: `python tests/reliability/fuzz.py html -max_total_time=3600`.

Everything but a CleanerError with code and file is a crash; inputs that crash are written to the working folder.
"""

import io
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]


def main() -> None:
    """Fuzz the reader that the first argument names."""
    import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

    reader = sys.argv.pop(1)
    with atheris.instrument_imports(include=["cleaner"]):
        from cleaner import formats
        from cleaner.config import Config
        from tests.reliability.test_fuzzing import seeds

    corpus = Path("build/fuzz") / reader
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_bytes(seeds()[reader])

    def one_input(data: bytes) -> None:
        for piece in formats.read(io.BytesIO(data), f"a.{reader}", 0, len(data), Config()):
            assert piece.error is None or (piece.error.code and piece.error.file)

    atheris.Setup([sys.argv[0], "-max_len=100000", "-timeout=10", *sys.argv[1:], str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

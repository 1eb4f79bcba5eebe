import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_importing_the_room_loads_neither_numpy_nor_datasketch() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import cleaner.neardup"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cleaner.neardup.leaders" in done.stderr
    assert not [name for name in ("numpy", "datasketch", "scipy", "opencc") if name in done.stderr]

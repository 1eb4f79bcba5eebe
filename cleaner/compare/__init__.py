"""What two corpora of the same pages differ in: ``pairing`` brings documents together, ``fates`` compares one, ``gather`` all."""

from __future__ import annotations

from cleaner.compare.figures import Difference
from cleaner.compare.gather import compare

__all__ = ["Difference", "compare"]

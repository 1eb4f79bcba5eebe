"""Forms of a corpus for the tools of others: a module a form, one table here names them.

A module has ``Writer(folder, origin)``, which makes the folder, with ``add(record)`` and ``close()``. What it writes depends
on records and origin alone. Nothing reads it back: the records of the corpus stay what counts.
"""

from __future__ import annotations

from types import ModuleType

from cleaner.exports import antconc, cqpweb, huggingface, sketchengine, tei
from cleaner.exports.origin import Origin

__all__ = ["EXPORTS", "Origin"]

EXPORTS: dict[str, ModuleType] = {
    "antconc": antconc,
    "cqpweb": cqpweb,
    "huggingface": huggingface,
    "sketchengine": sketchengine,
    "tei": tei,
}

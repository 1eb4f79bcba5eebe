"""Corpus folders made by hand, so that anything can stand in them."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.model import record_id
from cleaner.passes.tally import COUNTS
from cleaner.store.manifest import SCHEMA, Manifest
from cleaner.store.records import RECORD_KEYS

Row = Mapping[str, Any]
CONFIG = {"format": "jsonl", "ledger": "full", "near_duplicates": "drop", "threshold": 0.8, "script": "keep"}
EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(RECORD_KEYS),
    **{name: [] for name in ("paragraphs", "removed", "omitted", "meta")},
    **dict.fromkeys(("damaged", "characters"), 0),
    "parts": 1,
    "encoding": "utf-8",
    "script": "simplified",
    "truncated": False,
}


class Forge:
    """Makes rows, and writes corpus folders of them below ``place``."""

    def __init__(self, place: Path) -> None:
        self.place = place

    @staticmethod
    def kept(text: str, record: str, at: int = 0) -> Row:
        """A stretch that stayed; ``text`` only says how long it is."""
        return {"text": text, "record": record, "at": at}

    @staticmethod
    def gone(old: str, rule: str = "share-row", category: str = "share", cause: str = "rule", new: str = "") -> Row:
        """A stretch that went."""
        return {"old": old, "new": new, "cause": cause, "category": category, "rule": rule}

    @staticmethod
    def document(source: str, *parts: Row, key: str = "", **others: Any) -> Row:
        """A line of the ledger."""
        spans, position = [], 0
        for part in parts:
            length = len(part["old"] if "old" in part else part["text"])
            spans.append(
                {"start": position, "end": position + length, **{k: v for k, v in part.items() if k != "text"}}
            )
            position += length
        bytes_ = {"offset": 0, "frame": ["plain", "", ""], "encoding": "utf-8"}
        return {"source": source, "key": key, **bytes_, "spans": spans, **others}

    @staticmethod
    def record(source: str, text: str, key: str = "", part: int = 1, **others: Any) -> Row:
        """A record, as far as a report reads it."""
        own = {"id": record_id(source, key, part), "source": source, "key": key, "part": part, "text": text}
        return {**EMPTY, **own, **others}

    @staticmethod
    def duplicate(
        kind: str, similarity: float, kept_: tuple[str, int], other: tuple[str, int], text: str | None
    ) -> Row:
        """A row of duplicates.jsonl."""
        place: dict[str, Any] = {"id": other[0], "paragraph": other[1]}
        told = {"like": place} if text is None else {"removed": {**place, "kind": "正文", "text": text}}
        return {"kept": {"id": kept_[0], "paragraph": kept_[1]}, **told, "kind": kind, "similarity": similarity}

    @staticmethod
    def trouble(
        code: str, file: str, message: str = "is broken", status: str = "error", advice: str = "mend it"
    ) -> Row:
        """A row of errors.jsonl."""
        return {
            "status": status,
            "code": code,
            "file": file,
            "line": None,
            "offset": 3,
            "message": message,
            "advice": advice,
        }

    def __call__(
        self,
        records: Sequence[Row],
        entries: Sequence[Row] = (),
        duplicates: Sequence[Row] = (),
        errors: Sequence[Row] = (),
        name: str = "corpus",
        encodings: Mapping[str, int] | None = None,
        **config: Any,
    ) -> Path:
        folder = self.place / name
        outputs = {
            "corpus/part-00000.jsonl": records,
            "ledger/part-00000.jsonl": entries,
            "duplicates.jsonl": duplicates,
            "reposts.jsonl": (),
            "errors.jsonl": errors,
        }
        for path, rows in outputs.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            data = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / path).write_text(data, encoding="utf-8")
        sizes = [span["end"] - span["start"] for entry in entries for span in entry["spans"]]
        counts = {
            **dict.fromkeys(COUNTS, 0),
            **dict.fromkeys(("files", "documents"), len(entries) or len(records)),
            **dict.fromkeys(("errors", "damaged", "skipped", "mostly_chrome", "stale_corrections"), 0),
            "records": len(records),
            "characters_in": sum(sizes),
            "characters_kept": sum(len(item["text"]) for item in records),
            "removed_by_category": {},
            "encodings": encodings or {"utf-8": 1},
        }
        named = [{"path": path, "bytes": 0, "sha256": ""} for path in outputs]
        manifest = Manifest(SCHEMA, "0", {}, {**CONFIG, **config}, {"sha256": "", "count": 0}, (), named, counts)
        (folder / "manifest.json").write_bytes(manifest.to_json())
        return folder


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """Make corpus folders by hand."""
    return Forge(tmp_path)


PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></title></textarea><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><a href='javascript:alert(1)'>x</a>",
    "' onmouseover='alert(1)",
    "<!--", "-->", "]]>", "<![CDATA[", "<?php", "<base href=//a.cn>", "<meta http-equiv=refresh content=0>",
    "&lt;b&gt;&#60;i&#62;",
    "{{ 7 * 7 }}{% raw %}", "${7*7}", "{n}{0.__class__}", "%s%n",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "　＝HYPERLINK(1)",
    "\u202etxt.exe\u202c", "\u2066\u2069\u200f\u061c", "\u200b\ufeff\u00ad", "\x1b[2J\x07\x00\x7f\x9b", "\u2028\u2029\x85", "\ud800",
    "\U000e0041\U000e007f",
)  # fmt: skip


@pytest.fixture
def filled(forge: Forge) -> Callable[[str], Path]:
    """Write a corpus in which one text stands in every place that a page or an input can fill."""

    def write(text: str, name: str = "corpus") -> Path:
        sources = [f"{text}{number}" for number in range(3)]
        body = (
            f"今天，{text}开会，现在宣布{text}。\n{text}，大家要认真学习贯彻会议精神，结合实际抓好落实工作，不得有误。"
        )
        names = [record_id(source, text, 1) for source in sources]
        spans = (forge.gone(text, text, text), forge.gone(text, text + "!", text, "noise", new=text))
        return forge(
            records=[
                forge.record(source, body, text, title=text, site=text, removed=[], omitted=[hole(text)])
                for source in sources
            ],
            entries=[
                forge.document(source, *spans, forge.kept(body, record_), forge.gone(text, cause=text), key=text)
                for source, record_ in zip(sources, names, strict=True)
            ],
            duplicates=[
                forge.duplicate("near", 0.8, (names[0], 1), (text, 0), f"{text}甲{text}"),
                forge.duplicate("contained", 1.0, (text, 1), (names[1], 0), text),
                forge.duplicate("template", 0.8, (names[0], 1), (names[1], 1), None),
                forge.duplicate(text, 0.8, (names[0], 1), (names[1], 1), text),
            ],
            errors=[forge.trouble(text, text, text, advice=text)],
            name=name,
            encodings={text: 3},
        )

    def hole(text: str) -> Row:
        return {"after": 0, "kept": f"{text}#0", "kind": text, "similarity": 1.0, "characters": 9}

    return write


@pytest.fixture(params=PAYLOADS, ids=ascii)
def payload(request: pytest.FixtureRequest) -> str:
    """A text that would act if it could."""
    return str(request.param)


@pytest.fixture
def payloads() -> str:
    """All of them in one."""
    return " ".join(PAYLOADS)

"""What several tests share: made-up speeches, folders of them, and ways to look at a corpus."""

import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cleaner.language import VARIABLES
from cleaner.store.commit import LOCK
from tests import forging

for _name in VARIABLES:  # messages are expected in English, whoever runs the tests
    if os.environ.get(_name, "").startswith("zh"):
        os.environ[_name] = "C.UTF-8"

# a commit is judged by the same examples everywhere; every night draws its own (--hypothesis-profile=nightly)
settings.register_profile("commit", derandomize=True)
settings.register_profile("nightly", derandomize=False, print_blob=True)
settings.load_profile("commit")

Pages = Callable[[Mapping[str, str | bytes]], Path]

OPENINGS = ("同志们：", "各位代表：", "各位领导、各位来宾：", "老师们、同学们：")
SUBJECTS = ("全县农业农村", "城市建设", "安全生产", "教育事业", "乡村振兴", "招商引资", "生态环境", "基层党建")
DEEDS = ("抓紧抓好", "认真谋划", "统筹推进", "持续深化", "稳步落实", "全面检查", "大胆改革", "及时总结")
MATTERS = ("道路硬化", "水利设施", "师资培训", "企业技改", "山林防火", "社区服务", "粮食收购", "环境整治", "信访维稳")
REASONS = (
    "因为群众看在眼里",
    "因为时间不等人",
    "因为基础还不牢",
    "因为任务十分繁重",
    "因为差距仍然明显",
    "因为经验来之不易",
)


def _speech(number: int) -> str:
    draw = random.Random(number)
    subject = draw.choice(SUBJECTS)
    lines = [f"在{subject}工作会议上的讲话", draw.choice(OPENINGS)]
    for _ in range(draw.randint(2, 4)):
        clauses = [f"{draw.choice(DEEDS)}{draw.choice(MATTERS)}，{draw.choice(REASONS)}" for _ in range(4)]
        lines.append(f"{'，'.join(clauses)}。这是第{draw.randint(100, 999)}次部署{subject}工作。")
    return "\n".join([*lines, "谢谢大家！", "上一篇：物理教学论文", ""])


@pytest.fixture
def speech() -> Callable[[int], str]:
    """Make up the page of a speech; another number is another speech."""
    return _speech


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """Write files below ``pages/`` and return that folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "pages"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return folder

    return write


@pytest.fixture
def records() -> Callable[[Path], list[dict[str, Any]]]:
    """Read the records of a corpus written as plain JSON Lines."""
    return lambda out: _objects(out / "corpus")


@pytest.fixture
def entries() -> Callable[[Path], list[dict[str, Any]]]:
    """Read the ledger of a corpus."""
    return lambda out: _objects(out / "ledger")


def _objects(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(folder.iterdir()) for line in path.read_bytes().splitlines()]


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Return every file below a folder, but for the lock, with its bytes."""

    def read(folder: Path) -> dict[str, bytes]:
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOCK)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return read


@pytest.fixture
def reseal() -> Callable[[Path], None]:
    """Return what makes the manifest agree with the files again."""
    return forging.reseal


@pytest.fixture
def encoded_pages() -> dict[str, bytes]:
    """A small corpus in many encodings, with every kind of line end, damage and oddity."""
    return {
        "utf-8.txt": _speech(1).encode(),
        "mark.txt": _speech(2).encode("utf-8-sig"),
        "gb18030.txt": _speech(3).encode("gb18030"),
        "traditional.txt": TRADITIONAL.encode("big5hkscs"),
        "utf-16.txt": _speech(5).encode("utf-16"),
        "utf-16-be.txt": b"\xfe\xff" + _speech(6).encode("utf-16-be"),
        "hz.txt": _speech(7).encode("hz"),
        "mixed.txt": _speech(8).encode("gb18030") + _speech(9).encode(),
        "damaged.txt": _speech(10).replace("谢谢", "谢\n" * 120 + "谢").encode() + b"\xff",
        "crlf.txt": _speech(11).replace("\n", "\r\n").encode(),
        "cr.txt": _speech(12).replace("\n", "\r").encode(),
        "odd.txt": (_speech(13) + "\u202e倒\u202c\u200b零宽\U0001f600e\u0301\x85新行\u2028又一行\f换页\n").encode(),
        "no-final-newline.txt": _speech(14).rstrip().encode(),
        "blank-ends.txt": ("\n\n　　\n" + _speech(15) + "\n \t\n\n").encode(),
        "collection.txt": (
            "讲话稿范文两篇\n第一篇：在农业工作会议上的讲话\n"
            + _speech(16).split("\n", 1)[1].replace("上一篇：物理教学论文\n", "")
            + "第二篇：在教育工作会议上的讲话\n"
            + _speech(17).split("\n", 1)[1]
        ).encode(),
        "lines.jsonl": b"".join(
            [
                json.dumps({"id": "a", "text": _speech(18)}, ensure_ascii=False).encode() + b"\n",
                b"\r\n",
                json.dumps({"text": _speech(19), "title": "题目", "x": [1, 2.5, None]}).encode() + b"\r\n",
                b"no json\n",
                json.dumps({"text": _speech(20)}, ensure_ascii=False).encode("gb18030") + b"\n",
                b'{"text": "\\u4eca\\/\\u5929\\u0041\xe4\xbd\xa0\xe5\xa5\xbd"}',
            ]
        ),
    }


TRADITIONAL = (
    "在全縣農業農村工作會議上的講話\n各位領導、同志們：\n"
    "今天召開這個會議，主要是總結去年的工作，部署今年的任務。我們要認真貫徹落實上級的決策，把農業農村的各項工作做實做細。\n"
    "當前的形勢總體是好的，但是困難仍然不少，希望大家統一思想，振奮精神，為全縣的發展作出應有的貢獻。\n謝謝大家！\n上一篇：物理教學論文\n"
)

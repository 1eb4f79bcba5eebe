"""A corpus that somebody changed and sealed again: what is read back has the shape in which a run writes it, or is told.

Checksums find what rots, not what is forged. So every field of every kind of row is replaced by what does not belong there, and
every command that reads a corpus is called on it: it ends as documented, tells the file, and touches nothing else.
"""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.config import Config
from cleaner.growing import update
from cleaner.passes.sharing import Shard
from cleaner.pipeline import run
from cleaner.sharding import run_shard
from cleaner.store.commit import PAGES
from cleaner.store.manifest import sealed
from tests.conftest import _speech as speech
from tests.forging import MISSING, Place, changed, reseal, share_of, values_of, write_share
from tests.reliability.material import csv_table, json_lines, write_files, zipped
from tests.reliability.test_fuzzing import within

VALUES: dict[str, Any] = {
    "nothing": None,
    "a number": 1,
    "a number below zero": -1,
    "an enormous number": 1e308,
    "an empty string": "",
    "a string": "x",
    "an empty list": [],
    "an empty object": {},
    "a list in a list": [[]],
    "true": True,
    "a number of 400 digits": 10**400,
    "no such key": MISSING,
}
HANG = 60  # seconds that no command takes on so little
ALLOWED = (0, 1, 2, 4)  # exit codes
COLLECTION = "讲话稿范文两篇\n第一篇：在农业工作会议上的讲话\n{}第二篇：在教育工作会议上的讲话\n{}"
FIGURES = (
    "去年全县共投入农业农村资金{}亿元，新修硬化通村道路{}公里，解决了近千户群众出行难、饮水难的问题，这是很不容易的。"
)


def made_up() -> dict[str, bytes]:
    """Return files of which every kind of row comes that there is."""
    mixed = [*speech(3).split("\n")[:3], speech(1).split("\n")[2], *speech(3).split("\n")[3:]]
    bodies = [speech(number).split("\n", 1)[1].replace("上一篇：物理教学论文\n", "") for number in (16, 17)]
    paged = [speech(number).replace("上一篇：物理教学论文", "第{}页/共2页") for number in (21, 22)]
    return {
        "a/one.txt": speech(1).encode(),
        "b/repost.txt": speech(1).encode("gb18030"),
        "c/mixed.txt": "\n".join(mixed).encode(),
        "d/template.txt": f"{speech(4)}{FIGURES.format(3, 40)}\n".encode(),
        "d/templates.txt": f"{speech(5)}{FIGURES.format(5, 71)}\n".encode(),
        "e/collection.txt": COLLECTION.format(*bodies).encode(),
        "f/x.txt": paged[0].format(1).encode(),
        "f/x_2.txt": f"{speech(21).split(chr(10))[0]}\n{paged[1].split(chr(10), 1)[1].format(2)}".encode(),
        "g/damaged.txt": speech(10).replace("谢谢", "谢\n" * 120 + "谢").encode() + b"\xff",
        "g/two-encodings.txt": speech(8).encode("gb18030") + speech(9).encode(),
        "g/mark.txt": speech(2).encode("utf-8-sig"),
        "h/lines.jsonl": json_lines([{"id": str(n), "text": speech(n), "x": [1, None]} for n in (30, 31)]) + b"no\n",
        "h/table.csv": csv_table([{"id": "1", "text": speech(33)}]),
        "h/packed.zip": zipped({"in.txt": speech(34).encode()}),
        "i/broken.txt": b"\x81\xff\x00\xfe" * 20,
        "i/left.xyz": b"...",
    }


FORMS: dict[str, Config] = {
    "drop": Config(),
    "tag": Config(near_duplicates="tag"),
    "spans": Config(ledger="spans"),
    "off": Config(ledger="off"),
    "text": Config(format="text"),
    "grown": Config(),
}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw files, what is added later, a sound corpus of each form, and the shares of one."""
    place = tmp_path_factory.mktemp("forged")
    pages, later = (
        write_files(place / "pages", made_up()),
        write_files(place / "later", {"z/z.txt": speech(40).encode()}),
    )
    rows = "source,action,value\na/one.txt,date,2019-01-02\n"
    (place / "corrections.csv").write_text(rows, encoding="utf-8")
    (place / "check.toml").write_text("check_max_damaged = 1.0\ncheck_max_near_duplicates = 1.0\n", encoding="utf-8")
    for name, config in FORMS.items():
        corrected = Config(
            **{field: getattr(config, field) for field in ("near_duplicates", "ledger", "format")},
            corrections=str(place / "corrections.csv"),
        )
        run([pages], place / name, corrected)
        if name == "grown":
            update([later], place / name, corrected)
    for number in (1, 2):
        run_shard([pages], place / "shares", Shard(number, 2), Config(corrections=str(place / "corrections.csv")))
    return place


COMMANDS: dict[str, Callable[[Path, Path, Path], list[str | Path]]] = {
    "check": lambda out, to, there: ["check", out, "--config", there / "check.toml"],
    "restore": lambda out, to, _: ["restore", out, "--to", to / "raw"],
    "report": lambda out, to, _: ["report", out, "--to", to / "report.html"],
    "diff": lambda out, to, there: ["diff", out, there / "drop"],
    "diff the other way": lambda out, to, there: ["diff", there / "drop", out],
    "show removed": lambda out, to, _: ["show", "removed", out, "--context", "5"],
    "audit": lambda out, to, _: ["audit", out, "--out", to / "sheet.csv"],
    "export": lambda out, to, _: ["export", out, "--to", "jsonl", "--out", to / "x"],
    "export another variant": lambda out, to, _: [
        *("export", out, "--to", "tei", "--out", to / "x", "--near-duplicates", "tag", "--script", "traditional"),
    ],
    "export as a table": lambda out, to, _: [
        "export",
        out,
        "--to",
        "huggingface",
        "--out",
        to / "x",
        "--near-duplicates",
        "drop",
    ],
    "rules suggest": lambda out, to, _: ["rules", "suggest", out, "--output", to / "rules"],
    "run again": lambda out, to, there: ["run", there / "pages", "--out", out, *_lists(there)],
    "update": lambda out, to, there: ["run", there / "later", "--out", out, "--update", *_lists(there)],
    "withdraw": lambda out, to, there: ["run", "--out", out, "--withdraw", "a", *_lists(there)],
    "batches": lambda out, to, there: [
        *("run", there / "pages", there / "later", "--out", to / "anew", "--batches", out, *_lists(there))
    ],
    "against": lambda out, to, there: ["run", there / "later", "--out", to / "anew", "--against", out],
    "index build": lambda out, to, _: ["index", "build", out, "--out", to / "references"],
}


def _lists(there: Path) -> list[str | Path]:
    return ["--corrections", there / "corrections.csv"]


def fields(values: Sequence[Any]) -> dict[Place, tuple[int, Place]]:
    """Return every kind of field in values, with the number of the first value that has it, and its place there."""
    found: dict[Place, tuple[int, Place]] = {}

    def walk(value: Any, kind: Place, place: Place, number: int) -> None:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            of = (*kind, key if isinstance(value, dict) else 0)
            found.setdefault(of, (number, (*place, key)))
            if isinstance(inner, dict | list):
                walk(inner, of, (*place, key), number)

    for number, value in enumerate(values):
        walk(value, (), (), number)
    return found


def forge(out: Path, name: str, number: int, place: Place, new: Any) -> None:
    """Replace a field in a line of a file of a corpus, and seal the manifest again."""
    path = out / name
    if path.name == "manifest.json":
        value = json.loads(path.read_bytes())
        value.pop("checksum")
        path.write_bytes(sealed(changed(value, place, new)))
        return
    lines = path.read_bytes().splitlines(keepends=True)
    lines[number] = json.dumps(changed(json.loads(lines[number]), place, new)).encode() + b"\n"
    path.write_bytes(b"".join(lines))
    reseal(out)


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what lies below a folder, with size and time."""
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in sorted(folder.rglob("*"))}


def jobs(out: Path) -> Iterator[tuple[str, int, Place]]:
    """Yield file, line and place of every kind of field in a corpus."""
    for path in sorted(
        path for path in out.rglob("*") if (path.is_file() and path.suffix == ".jsonl") or path.name == "manifest.json"
    ):
        for number, place in fields(values_of(path)).values():
            yield path.relative_to(out).as_posix(), number, place


@pytest.mark.parametrize("form", FORMS)
def test_a_forged_field_is_told_or_does_no_harm(
    material: Path, tmp_path: Path, form: str, full: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each field by one other value, read by one command; every night by all values, each read by two."""
    draw = random.Random(form)
    found = list(jobs(material / form))
    chosen = (
        [(job, value) for job in found for value in VALUES]
        if full
        else [(job, draw.choice(list(VALUES))) for job in draw.sample(found, min(len(found), 24))]
    )
    before = everything(material)
    for number, ((name, line, place), value) in enumerate(chosen):
        for command in draw.sample(list(COMMANDS), 2 if full else 1):
            work = tmp_path / f"{number} {command}"
            (work / "to").mkdir(parents=True)
            shutil.copytree(material / form, work / "out")
            forge(work / "out", name, line, place, VALUES[value])
            assert_ends_well(
                COMMANDS[command](work / "out", work / "to", material), f"{name}:{line} {place}: {value}", capsys
            )
            assert {path.name for path in work.iterdir()} == {"to", "out"}
            shutil.rmtree(work)
    assert everything(material) == before


def assert_ends_well(arguments: list[str | Path], forged: str, capsys: pytest.CaptureFixture[str]) -> str:
    """A command ends as documented, and soon; return what it told."""
    with within(HANG, forged):
        code = main(["--lang", "en", *map(str, arguments)])
    told = "".join(capsys.readouterr())
    assert code in ALLOWED, f"{forged}: {arguments[0]} ends with {code}: {told}"
    assert "Traceback" not in told, forged
    return told


SHARE = "shards/1-of-2"


@pytest.mark.parametrize("kind", ["manifest", "spool", "journal"])
def test_a_forged_share_is_told_or_does_no_harm(
    material: Path, tmp_path: Path, kind: str, full: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = random.Random(kind)
    values = share_of(material / "shares" / SHARE)[kind]
    found = list(fields([value for value in values if isinstance(value, dict | list)]).values())
    chosen = (
        [(job, value) for job in found for value in VALUES]
        if full
        else [(job, draw.choice(list(VALUES))) for job in draw.sample(found, min(len(found), 15))]
    )
    for number, ((line, place), value) in enumerate(chosen):
        work = tmp_path / str(number)
        shutil.copytree(material / "shares", work)
        share = share_of(work / SHARE)
        line += kind == "journal"  # whose first line is a key
        share[kind][line] = changed(share[kind][line], place, VALUES[value])
        write_share(work / SHARE, share, told_anew=kind == "spool")
        assert_ends_well(["merge", work, *_lists(material)], f"{kind}:{line} {place}: {value}", capsys)
        shutil.rmtree(work)


ODD: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a loop of links": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": lambda path: os.mkfifo(path),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("form", ["drop", "text", "grown"])
def test_what_is_no_file_is_told_at_once(
    material: Path, tmp_path: Path, form: str, odd: str, full: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe, a folder, a device, a loop of links in the place of any file of a corpus."""
    draw = random.Random(f"{form} {odd}")
    there = material / form
    names = sorted(
        p.relative_to(there).as_posix() for p in there.rglob("*") if p.is_file() and not p.name.startswith(".")
    )
    chosen = [(name, command) for name in names for command in COMMANDS]
    for number, (name, command) in enumerate(chosen if full else draw.sample(chosen, 6)):
        work = tmp_path / str(number)
        (work / "to").mkdir(parents=True)
        shutil.copytree(there, work / "out")
        (work / "out" / name).unlink()
        ODD[odd](work / "out" / name)
        told = assert_ends_well(COMMANDS[command](work / "out", work / "to", material), f"{odd} as {name}", capsys)
        if command == "check" and name not in ("manifest.json", *PAGES):
            assert name in told
        shutil.rmtree(work)

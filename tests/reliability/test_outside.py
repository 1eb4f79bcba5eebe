"""Rows 15 and 24: nothing is opened or made outside of input, output, rules and temporary files; nothing of it is run."""

import ast
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.commands.restore import restore
from cleaner.errors import CleanerError
from cleaner.pipeline import run
from tests.hostile.hostile import hostile_set
from tests.reliability.material import (
    ROOT,
    command,
    errors,
    json_lines,
    shards,
    speech,
    tarred,
    tree,
    write_files,
    zipped,
)

SOON = 5  # seconds for a folder with pipes, devices and loops

# ------------------------------------------------------------------------------------------------ row 15


@pytest.fixture
def port() -> "Iterator[tuple[int, socket.socket]]":
    """A server that nobody may ask."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        yield server.getsockname()[1], server


def payloads(canary: Path, port: int) -> dict[str, bytes]:
    """Return files that would write or read the canary, or ask the server."""
    place, address = str(canary), f"http://127.0.0.1:{port}/"
    up = "../" * 12 + place.lstrip("/")
    text = speech(1).encode()
    page = f"<html><head><base href='{address}'><link rel=stylesheet href='{address}a.css'></head><body><img src='{address}'><iframe src='file://{place}'></iframe><p>{speech(2)}</p></body></html>"
    entity = (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % p SYSTEM "{address}"> %p; <!ENTITY x SYSTEM "file://{place}">]>'
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"{entity}<w:document {space}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    return {
        "slip.zip": zipped({up: text, place: text, "a.txt": text}),
        "slip.tar": tarred({up: text, place: text, "b.txt": text}),
        "page.html": page.encode(),
        "xxe.xhtml": (entity + page).encode(),
        "xxe.docx": zipped({"word/document.xml": body.encode(), "word/_rels/document.xml.rels": entity.encode()}),
        "xxe.xlsx": zipped({"xl/workbook.xml": entity.encode(), "[Content_Types].xml": entity.encode()}),
        "ids.jsonl": json_lines(
            [{"id": up, "title": up, "source": place, "url": f"file://{place}", "text": speech(3)}]
        ),
        "include.md": f"![a](file://{place})\n\n.. include:: {place}\n\n{{% include '{place}' %}}\n\n{speech(4)}".encode(),
        "field.rtf": rf'{{\rtf1 {{\field{{\*\fldinst INCLUDETEXT "{place}"}}}} {{\object\objlink}} a}}'.encode(),
        "toml.txt": f"include = '{place}'\n{speech(5)}".encode(),
    }


@pytest.mark.parametrize("format_", ["jsonl", "text"])
def test_no_payload_reads_or_writes_or_asks(tmp_path: Path, port: tuple[int, socket.socket], format_: str) -> None:
    from cleaner.config import Config

    canary = tmp_path / "canary"
    canary.write_text("SECRET-9f2c", encoding="utf-8")
    folder = write_files(tmp_path / "pages", payloads(canary, port[0]))
    before = tree(tmp_path)
    run([folder], tmp_path / "out", Config(format=format_))
    restore(tmp_path / "out", tmp_path / "raw")
    after = {name: digest for name, digest in tree(tmp_path).items() if not name.startswith(("out/", "raw/"))}
    assert after == before
    told = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"SECRET-9f2c" not in told
    with pytest.raises(BlockingIOError):
        port[1].accept()


@pytest.mark.skipif(shutil.which("strace") is None or sys.platform != "linux", reason="needs strace")
def test_the_system_sees_no_other_file_and_no_socket(tmp_path: Path, full: bool) -> None:
    """Every file that is opened for writing or that is no part of Python, over the hostile set by night."""
    folder = write_files(tmp_path / "pages", payloads(tmp_path / "canary", 9))
    for each in hostile_set() if full else ():
        path = os.fsencode(folder) + b"/" + each.name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(os.fsdecode(path)).write_bytes(each.data)
    log = tmp_path / "log"
    calls = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,connect,socket,execve"
    subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-s",
            "4096",
            "-o",
            str(log),
            "-e",
            f"trace={calls}",
            *command("run", folder, "--out", tmp_path / "out", "--quiet"),
        ],
        capture_output=True,
        check=False,
        timeout=600,
    )
    ours = (
        str(folder),
        str(tmp_path / "out"),
        "/dev/null",
        "/tmp/",
        "/var/tmp",
        "/dev/shm",
        str(ROOT / "rules"),
        str(ROOT / "cleaner"),
    )
    wrong = []
    for line in log.read_text(errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\((.*)", line)
        if call is None or " = -1 " in line or "resumed" in line:
            continue
        name, rest = call[1], call[2]
        quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', rest)
        if name in ("connect", "socket"):
            wrong.append(line)
        elif name == "execve":
            if quoted[0] != sys.executable:
                wrong.append(line)
        elif name.startswith("open") and not re.search(r"O_(?:WRONLY|RDWR|CREAT|TRUNC)", rest):
            if "canary" in rest or "passwd" in rest:
                wrong.append(line)
        elif not quoted[-1].startswith(ours):
            wrong.append(line)
    assert wrong == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_devices_and_loops_are_passed_over(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "pages", {"a.txt": speech(1).encode()})
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "up").symlink_to(folder)
    (folder / "out.txt").symlink_to("/etc/passwd")
    deep = folder
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "again").symlink_to(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # names of sockets are short
        try:
            listening.bind("socket.txt")
        finally:
            os.chdir(here)
        start = time.monotonic()
        run([folder], tmp_path / "out")
        assert time.monotonic() - start < SOON
    assert {record["source"] for record in shards(tmp_path / "out", "corpus")} == {"a.txt"}
    skipped = {row["file"] for row in errors(tmp_path / "out")}
    assert {"pipe.txt", "zero.txt", "loop.txt", "up", "out.txt", "socket.txt"} <= skipped


FORGED = ("../../up.txt", "/abs.txt", "a/../../b.txt", "C:\\x.txt", "", "\0", "a\0b")


@pytest.mark.parametrize("source", FORGED)
def test_restore_follows_no_name_out_of_its_folder(tmp_path: Path, source: str, reseal: object) -> None:
    run([write_files(tmp_path / "pages", {"a.txt": speech(1).encode()})], tmp_path / "out")
    (ledger,) = (tmp_path / "out" / "ledger").iterdir()
    ledger.write_text(
        ledger.read_text(encoding="utf-8").replace('"source":"a.txt"', f'"source":{json.dumps(source)}'),
        encoding="utf-8",
    )
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"a.txt"', json.dumps(source)), encoding="utf-8")
    reseal(tmp_path / "out")  # type: ignore[operator]
    before = set(tree(tmp_path))
    with contextlib.suppress(CleanerError, ValueError):
        restore(tmp_path / "out", tmp_path / "deep" / "raw")
    new = set(tree(tmp_path)) - before
    assert all(name.startswith("deep/raw/") for name in new)
    assert not Path("/abs.txt").exists()


# ------------------------------------------------------------------------------------------------ row 24

CALLS = ("eval", "exec", "compile", "__import__")
METHODS = ("extractall", "extract", "unpack_archive", "system", "popen", "load_module")
MODULES = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "ctypes", "xml")
SPAWNERS = (
    "cleaner/formats/office.py",  # LibreOffice, as a list of arguments, for old office files
    "cleaner/engines/spark/session.py",  # Java, asked for its version
)


def test_no_source_file_can_run_what_it_reads() -> None:
    wrong = []
    for path in sorted((ROOT / "cleaner").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                wrong += [f"{place}:{node.lineno} imports {name}" for name in names if name.split(".")[0] in MODULES]
                if "subprocess" in names and place not in SPAWNERS:
                    wrong.append(f"{place}:{node.lineno} starts programs")
            elif isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                plain = isinstance(node.func, ast.Name)
                if (plain and called in CALLS) or (not plain and called in METHODS):
                    wrong.append(f"{place}:{node.lineno} calls {called}")
                if any(keyword.arg == "shell" for keyword in node.keywords):
                    wrong.append(f"{place}:{node.lineno} has a shell")
    assert wrong == []


AUDITED = """
import sys
from cleaner import cli
seen = set()
WATCHED = ("pickle.find_class", "marshal.loads", "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen",
           "socket.connect", "socket.bind", "urllib.Request", "ctypes.dlopen", "exec", "compile")
armed = False
def audit(event, arguments):
    if event in WATCHED:
        frame, data = sys._getframe(1), False
        what = str(arguments[:1])
        if event in ("exec", "compile", "marshal.loads", "ctypes.dlopen"):
            names = []
            while frame is not None:
                names.append(frame.f_code.co_filename)
                frame = frame.f_back
            # importing modules, dataclasses of libraries, and the template of the report, of which data are values only
            if any("importlib" in name or "jinja2" in name or name.endswith(("dataclasses.py", "collections/__init__.py", "re/_compiler.py")) for name in names):
                return
        seen.add((event, what[:200]))
sys.addaudithook(audit)
code = cli.main(sys.argv[1:])
print(sorted(seen), file=sys.stderr)
sys.exit(code)
"""


# What processes of one run hand each other: results of ours, which hold bytes alone.
BETWEEN = {("pickle.find_class", f"({name!r},)") for name in ("cleaner.passes.cleaning", "concurrent.futures.process")}


def test_a_run_loads_and_starts_nothing(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "pages", payloads(tmp_path / "canary", 9))
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, "run", str(folder), "--out", str(tmp_path / "out"), "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert set(ast.literal_eval(done.stderr.splitlines()[-1])) <= BETWEEN


def test_the_lock_file_pins_what_has_no_known_hole() -> None:
    pins = dict(
        re.findall(r"^([\w.-]+)==([\d.]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
    least = {"pyarrow": (14, 0, 1), "tqdm": (4, 66, 3)}
    for name, version in least.items():
        if name in pins:
            assert tuple(map(int, pins[name].split("."))) >= version, name

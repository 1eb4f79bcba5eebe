"""Row 23: nothing that comes out plays with a page, a spreadsheet or a terminal."""

import csv
import html.parser
import io
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.pipeline import run
from tests.reliability.material import json_lines, run_command, speech, write_files

PAYLOADS = (
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "</script><svg onload=alert(3)>",
        "javascript:alert(4)",
    ),
    *(
        "{{7*7}}",
        "{% include 'x' %}",
        "${7*7}",
        "]]><x>",
        "&lt;b&gt;",
        "--><b>",
        '"onmouseover="alert(5)',
        "'-alert(6)-'",
    ),
    *(
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        " =1+1",
        '=HYPERLINK("http://x","y")',
        "＝1+1",
        "=cmd|' /C calc'!A0",
    ),
    *(
        "\u202eexe.txt\u202c",
        "\u2066a\u2069",
        "\x1b[31mred\x1b[0m",
        "\x07\x08",
        "\x9b31m",
        "a\u200bb",
        "\u2028",
        "\x00",
    ),
)
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
HANDLER = re.compile(r"^on[a-z]+$")


@pytest.fixture(scope="module", params=["jsonl", "text", "antconc", "cqpweb", "sketchengine", "tei"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of every payload in texts, titles, ids, fields, file names and names of rules."""
    folder = tmp_path_factory.mktemp("output")
    rows = [
        {
            "id": payload,
            "title": payload,
            "speaker": payload,
            "author": payload,
            "origin": payload,
            "url": payload,
            payload: payload,
            "text": f"{speech(number)}{payload}\n{payload}今天开会，大家都要到场。\n",
        }
        for number, payload in enumerate(PAYLOADS)
    ]
    pages = write_files(folder / "pages", {"a.jsonl": json_lines(rows), "bad.txt": b"\xff" * 9})
    for number, payload in enumerate(PAYLOADS):
        name = os.fsencode(folder / "pages") + b"/" + payload.replace("/", "_").replace("\0", "_").encode() + b".txt"
        Path(os.fsdecode(name)).write_bytes((speech(100 + number) + payload + "\n").encode())
    try:
        run([pages], folder / "out", Config(format=str(request.param)))
    except Exception as error:
        if getattr(error, "code", "") == "extra":
            pytest.skip(str(error))
        raise
    return folder / "out"


class Elements(html.parser.HTMLParser):
    """Collects the elements, attributes and policies of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.scripts.append(data)


def elements(page: str) -> Elements:
    parser = Elements()
    parser.feed(page)
    return parser


def test_the_report_holds_no_element_of_the_data(built: Path) -> None:
    page = (built / "report.html").read_text(encoding="utf-8")
    found = elements(page)
    policy = next(
        attributes["content"]
        for tag, attributes in found.found
        if attributes.get("http-equiv", "") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag, attributes in found.found:
        assert not [name for name in attributes if HANDLER.match(name)], (tag, attributes)
        for name in ("src", "href", "action", "formaction", "srcset"):
            assert re.match(r"(?:#|data:|$)", attributes.get(name) or ""), (tag, attributes)
        assert tag not in ("iframe", "object", "embed", "base", "form")
    assert not any("alert(" in script and "alert(1)</script>" in script for script in found.scripts)
    assert "alert(" not in "".join(
        attribute or "" for _, attributes in found.found for attribute in attributes.values()
    )


def test_the_report_shows_no_control_or_direction_character(built: Path) -> None:
    for name in ("report.html", "report.json", "README.md"):
        if (built / name).exists():
            assert_neutral((built / name).read_text(encoding="utf-8"), name)


def assert_neutral(text: str, name: str) -> None:
    wrong = {
        char
        for char in text
        if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs") and char not in "\n\t\r\ufeff"
    }
    assert not wrong, f"{name}: {[hex(ord(char)) for char in wrong]}"


def test_no_cell_of_a_table_is_a_formula(built: Path) -> None:
    tables = [path for path in built.rglob("*") if path.suffix in (".csv", ".tsv") and path.is_file()]
    for path in tables:
        text = path.read_text(encoding="utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t" if path.suffix == ".tsv" else ","):
            for cell in row:
                assert not FORMULA.match(cell), (path.name, cell)
                assert not any(FORMULA.match(line) for line in cell.splitlines()), (path.name, cell)


def test_markup_for_other_tools_is_well_formed(built: Path) -> None:
    from defusedxml import ElementTree

    for path in [*built.rglob("*.vrt"), *built.rglob("*.xml")]:
        text = path.read_text(encoding="utf-8")
        ElementTree.fromstring(text if text.startswith("<?xml") else f"<a>{text}</a>")
        assert "<script" not in text


def test_what_is_said_to_a_person_is_neutral(built: Path, tmp_path: Path) -> None:
    if (built / "export").exists() or (built / "corpus" / "index.csv").exists():
        pytest.skip("one form of corpus is enough")
    pages = built.parent / "pages"
    calls: list[tuple[Any, ...]] = [
        ("check", built),
        ("run", pages, "--out", tmp_path / "out"),
        ("explain", next(path for path in sorted(pages.iterdir()) if "\x1b" in path.name)),
        ("preview", pages, "--sample", "5"),
        ("file", pages / "\x1b[31mnowhere\u202e.txt"),
        ("rules", "list", "--rules", tmp_path / "\x1b[2J.toml"),
        ("\x1b[2J",),
    ]
    for call in calls:
        done = run_command(*call)
        assert "Traceback" not in done.stderr, call
        assert_neutral(done.stderr, str(call[0]))
        assert_neutral(done.stdout, str(call[0]))


def test_errors_name_files_as_they_are(built: Path) -> None:
    """JSON escapes what it must, so whoever reads it gets the very name; nothing raw is in the file."""
    data = (built / "errors.jsonl").read_bytes()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", data)
    assert all(json.loads(line)["file"] for line in data.splitlines())

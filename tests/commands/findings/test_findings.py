"""Every form of the outcome says the same; programs find in it what their formats promise, and where in the raw files it is."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.commands.findings import WRITERS
from cleaner.commands.findings.outcome import HELD, Finding, Measure, Report
from cleaner.config import Config
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Capture = pytest.CaptureFixture[str]
P = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"
CHROME = "上一篇：物理课论文"


@pytest.fixture
def corpus(pages: Pages, tmp_path: Path) -> Path:
    """A corpus in which chrome is left, because it was made without rules."""
    line = json.dumps({"text": f"同志们：\n今天{P[5:]}\n{CHROME}"}, ensure_ascii=False)
    files: dict[str, str | bytes] = {
        "a.txt": f"讲话\n\n同志们：\n{P}\n{CHROME}\n谢谢大家！\n",
        "b/c d.txt": f"同志们：\r\n现在{P[10:]}\r\n{CHROME}\r\n".encode("gb18030"),
        "lines.jsonl": f'{{"text": "同志们：\\n{P[20:]}"}}\n\n{line}\n',
        "page.html": f"<html><body>\n<h1>讲话</h1>\n<p>同志们：</p>\n<p>{P[::-1]}</p>\n<p>{CHROME}</p>\n</body></html>",
    }
    run([pages(files)], tmp_path / "out", Config(builtin_rules=False, near_duplicates="keep"))
    return tmp_path / "out"


LINES = {"pages/a.txt": 5, "pages/b/c d.txt": 3, "pages/lines.jsonl": 3, "pages/page.html": 5}


def clean(pages: Pages, speech: Speech, tmp_path: Path) -> Path:
    run([pages({"x.txt": speech(1)})], tmp_path / "clean")
    return tmp_path / "clean"


def test_findings_name_file_and_line_of_the_raw_source(corpus: Path) -> None:
    (chrome,) = (measure for measure in check(corpus, root="pages/").measures if measure.kind == "chrome")
    assert {finding.file: finding.line for finding in chrome.findings} == LINES


def test_near_duplicates_are_located_too(pages: Pages, tmp_path: Path, reseal: Callable[[Path], None]) -> None:
    other = "植树造林利在千秋，各村要把荒山荒坡都管起来，谁承包谁受益，三年之内把全镇的山头重新绿化一遍。"
    long = f"{P}这是今年头等的大事要事。"
    like = long.replace("现代", "高效")  # alike by 0.8, contained by less than 0.9
    folder = pages({"a.txt": f"同志们：\n{long}\n", "b.txt": f"各位代表：\n{other}\n{like}\n"})
    run([folder], tmp_path / "out", Config(threshold=1.0))
    manifest = tmp_path / "out/manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"threshold": 1.0', '"threshold": 0.8'), "utf-8")
    reseal(tmp_path / "out")
    (finding, _), *more = check(tmp_path / "out").told
    assert (finding.kind, len(more)) == ("near-duplicate", 0)
    assert (finding.file, finding.line) in {("a.txt", 2), ("b.txt", 3)}


@pytest.mark.parametrize("ledger", ["spans", "off"])
def test_without_the_old_text_the_file_alone_is_known(pages: Pages, tmp_path: Path, ledger: str) -> None:
    run([pages({"a.txt": f"同志们：\n{P}\n{CHROME}\n"})], tmp_path / "out", Config(builtin_rules=False, ledger=ledger))
    (finding, _), *_ = check(tmp_path / "out").told
    assert (finding.file, finding.line) == ("a.txt", None)


def test_a_text_tree_is_located_by_its_ledger(pages: Pages, tmp_path: Path) -> None:
    run([pages({"a.txt": f"同志们：\n{P}\n{CHROME}\n"})], tmp_path / "out", Config(builtin_rules=False, format="text"))
    (finding, _), *_ = check(tmp_path / "out").told
    assert (finding.file, finding.line) == ("a.txt", 3)


def test_a_damaged_file_of_the_corpus_is_located_in_it(corpus: Path) -> None:
    (corpus / "README.md").write_text("x")
    (finding,) = check(corpus, root="pages").findings
    assert finding.file == (corpus / "README.md").as_posix()


def test_a_row_that_does_not_count_again_is_located(corpus: Path, reseal: Callable[[Path], None]) -> None:
    manifest = corpus / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"near_duplicates": "keep"', '"near_duplicates": "tag"'))
    (corpus / "duplicates.jsonl").write_text("{}\n")
    reseal(corpus)
    (finding,) = check(corpus).findings
    assert (finding.file, finding.line) == ((corpus / "duplicates.jsonl").as_posix(), 1)


def test_people_get_a_few_and_programs_many() -> None:
    findings = tuple(Finding("chrome", f"a-{n}", "x") for n in range(HELD))
    report = Report((), (Measure("chrome", 5000, 9000, 0.1, findings),))
    assert WRITERS["text"](report, "out").splitlines()[1:] == [
        *(f"  a-{n}: x" for n in range(5)),
        "  … and 4,995 more",
        "out: FAILED",
    ]
    assert len(json.loads(WRITERS["sarif"](report, "out"))["runs"][0]["results"]) == HELD


def test_sarif_has_what_code_scanning_needs(corpus: Path) -> None:
    log = json.loads(WRITERS["sarif"](check(corpus, root="pages"), "out"))
    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-2.1.0.json")
    (done,) = log["runs"]
    rules = done["tool"]["driver"]["rules"]
    for result in done["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error"
        assert result["message"]["text"]
    places = [result["locations"][0]["physicalLocation"] for result in done["results"]]
    found = {place["artifactLocation"]["uri"]: place["region"]["startLine"] for place in places}
    assert found == {name.replace(" ", "%20"): line for name, line in LINES.items()}


def test_what_is_within_its_budget_is_a_note(corpus: Path) -> None:
    report = check(corpus, Config(check_max_chrome=0.9))
    log = json.loads(WRITERS["sarif"](report, "out"))
    assert {result["level"] for result in log["runs"][0]["results"]} == {"note"}
    assert "::error" not in WRITERS["github"](report, "out")


def test_junit_counts_its_failures(corpus: Path) -> None:
    root = ElementTree.fromstring(WRITERS["junit"](check(corpus, root="pages"), "out"))
    (suite,) = root
    cases = {case.get("name"): case for case in suite}
    failed = [name for name, case in cases.items() if len(case)]
    assert (suite.get("tests"), suite.get("failures"), failed) == (str(len(cases)), "1", ["chrome"])
    assert "pages/a.txt:5: " in str(cases["chrome"][0].text)


def test_junit_holds_whatever_a_page_holds() -> None:
    report = Report((Finding("schema", "a<b", "\x00\ud800 & ]]> \"'\n", file='a"b.txt'),), ())
    (suite,) = ElementTree.fromstring(WRITERS["junit"](report, "<out>").encode())
    assert str(suite[0][0].text).startswith('a"b.txt: ')


def test_annotations_are_one_line_each_and_escaped() -> None:
    report = Report((Finding("schema", "x", "100 %\r\nof::it", file="a,b:c.txt", line=7),), ())
    first, last, _ = WRITERS["github"](report, "out").split("\n")
    assert first == "::error file=a%2Cb%3Ac.txt,line=7,title=cleaner schema::x: 100 %25%0D%0Aof::it"
    assert last == "out: FAILED"


@pytest.mark.parametrize("form", WRITERS)
def test_every_form_tells_a_corpus_that_is_as_it_should_be(
    form: str, pages: Pages, speech: Speech, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", str(clean(pages, speech, tmp_path)), "--format", form]) == 0
    told = capsys.readouterr().out
    assert told.endswith("\n")
    assert not re.search(r"FAILED|::error|<failure|\"error\"", told)


@pytest.mark.parametrize("form", WRITERS)
def test_every_form_can_be_written_to_a_file(form: str, corpus: Path, tmp_path: Path, capsys: Capture) -> None:
    told: dict[str, Any] = {}
    assert main(["check", str(corpus), "--format", form]) == 1
    told["printed"] = capsys.readouterr().out
    assert main(["check", str(corpus), "--format", form, "--output", str(tmp_path / "x")]) == 1
    assert (tmp_path / "x").read_text("utf-8") == told["printed"]
    assert capsys.readouterr().out.endswith("FAILED\n"), "a file does not keep people from reading"

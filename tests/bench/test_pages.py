import itertools
import json
import pathlib
import sys
from typing import Any

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench"))

import pages
import pages_material as material
import score_pages

Sample = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def sample() -> Sample:
    made = [pages.make_page(7, half, number)[:2] for half, number in pages.plan(220, None)]
    return [(text, {**gold, "file": str(index)}) for index, (text, gold) in enumerate(made)]


def span_text(text: str, span: dict[str, Any]) -> str:
    line: str = text.split("\n")[span["line"] - 1]
    return line[span["start"] : span["end"]]


def oracle(text: str, gold: dict[str, Any]) -> dict[str, Any]:
    """What a perfect cleaner would print."""
    page = score_pages.Text(text)
    chrome = [span for span in gold["spans"] if span.get("keep_as") != "metadata"]
    ranges = [page.range(span) for span in chrome]
    follows = {join["with"] for join in gold["joins"]}
    body = page.body_lines(gold)
    speeches = []
    for speech in gold["speeches"]:
        paragraphs: list[dict[str, int]] = []
        for number in body:
            if not speech["start_line"] <= number <= speech["end_line"]:
                continue
            start, end = page.starts[number - 1], page.starts[number] - 1
            if number in follows:
                paragraphs[-1]["end"] = end
            else:
                paragraphs.append({"start": start, "end": end})
        speeches.append({"title": speech["title"], "date": speech.get("date"), "paragraphs": paragraphs})
    return {"edits": [{"start": r.start, "end": r.stop, "new": ""} for r in ranges], "speeches": speeches}


def total(sample: Sample, cleaner: Any) -> dict[str, Any]:
    tally = score_pages.Tally()
    for text, gold in sample:
        tally.add(score_pages.score_page(text, gold, cleaner(text, gold)))
    return score_pages.summary(tally)


def test_same_seed_same_pages(tmp_path: pathlib.Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        pages.write_pages(folder, 3, pages.plan(6, "measuring"), with_html=True)
    written = [{p.relative_to(f): p.read_bytes() for p in f.rglob("*.*")} for f in folders]
    assert len(written[0]) == 18
    assert written[0] == written[1]


def test_other_seed_other_pages() -> None:
    assert pages.make_page(1, "development", 1)[0] != pages.make_page(2, "development", 1)[0]


def test_offsets_survive_writing_and_reading(tmp_path: pathlib.Path) -> None:
    pages.write_pages(tmp_path, 5, pages.plan(30, None))
    for path in sorted((tmp_path / "gold").iterdir()):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (tmp_path / "raw" / gold["file"]).read_bytes().decode()
        assert (gold["chars"], gold["lines"]) == (len(text), len(text.split("\n")))


def test_spans_lie_within_lines_and_do_not_overlap(sample: Sample) -> None:
    for text, gold in sample:
        lines = text.split("\n")
        seen: set[tuple[int, int]] = set()
        for span in gold["spans"] + gold["optional_spans"] + gold["pitfalls"]:
            assert 0 <= span["start"] < span["end"] <= len(lines[span["line"] - 1].rstrip("\r"))
            assert span_text(text, span).strip()
            places = {(span["line"], i) for i in range(span["start"], span["end"])}
            assert not places & seen
            seen |= places


def test_every_phenomenon_occurs(sample: Sample) -> None:
    found = {name for _, gold in sample for name in gold["phenomena"]}
    assert found == set(pages.PHENOMENA)
    for _, gold in sample:
        assert {span["phenomenon"] for span in gold["spans"]} <= {*gold["phenomena"], *pages.METADATA}


def test_body_and_spans_cover_every_character(sample: Sample) -> None:
    for text, gold in sample:
        labels = score_pages.Text(text).labels(gold)
        chrome = sum(label not in {score_pages.BODY, score_pages.UNSCORED} for label in labels)
        assert len(labels) == len(text)
        assert chrome
        assert labels.count(score_pages.BODY) > 100


def test_body_lies_within_speeches(sample: Sample) -> None:
    for text, gold in sample:
        body = score_pages.Text(text).body_lines(gold)
        inside = [n for n in body for s in gold["speeches"] if s["start_line"] <= n <= s["end_line"]]
        assert inside == body


def test_titles_stand_on_their_lines(sample: Sample) -> None:
    for text, gold in sample:
        for speech in gold["speeches"]:
            if speech["title_line"]:
                assert text.split("\n")[speech["title_line"] - 1].strip() == speech["title"]
            elif speech["title"]:
                assert speech["title"] in text.split("\n")[speech["header_line"] - 1]


def test_joins_name_neighbouring_body_lines(sample: Sample) -> None:
    for text, gold in sample:
        body = score_pages.Text(text).body_lines(gold)
        assert {(join["line"], join["with"]) for join in gold["joins"]} <= set(itertools.pairwise(body))


def test_halves_share_no_sites_and_have_wordings_of_their_own() -> None:
    development, measuring = material.DEVELOPMENT_SITES, material.MEASURING_SITES
    assert not {row[0] for row in development} & {row[0] for row in measuring}
    assert not {row[1] for row in development} & {row[1] for row in measuring}
    families = {name: pages.split_wordings(lists) for name, lists in material.WORDINGS.items()}
    for lists in (*families.values(), material.HEADERS, material.PAGE_TITLES, material.BULLETS):
        assert all(lists.values())
        assert len({*lists["*"], *lists["d"], *lists["m"]}) == sum(map(len, lists.values()))


def test_perfect_cleaner_scores_full_marks(sample: Sample) -> None:
    figures = total(sample, oracle)
    names = ("taken", "body_kept", "collections_split", "singles_whole", "titles_right", "joins_right", "pitfalls_kept")
    assert {name: figures[name] for name in names} == dict.fromkeys(names, 1.0)
    assert figures["dates_right"] == 1.0
    assert (figures["joins_made_up"], figures["dates_made_up"]) == (0.0, 0)


def test_idle_cleaner_takes_nothing_and_keeps_everything(sample: Sample) -> None:
    figures = total(sample, lambda text, gold: {"edits": [], "speeches": []})
    assert (figures["taken"], figures["body_kept"], figures["pitfalls_kept"]) == (0.0, 1.0, 1.0)
    assert (figures["collections_split"], figures["titles_right"], figures["joins_right"]) == (0.0, 0.0, 0.0)


def test_split_at_wrong_line_is_not_right(sample: Sample) -> None:
    def shifted(text: str, gold: dict[str, Any]) -> dict[str, Any]:
        result = oracle(text, gold)
        first, second, *_ = result["speeches"]
        second["paragraphs"].insert(0, first["paragraphs"].pop())
        return result

    collections = [(text, gold) for text, gold in sample if len(gold["speeches"]) > 1]
    assert total(collections, oracle)["collections_split"] == 1.0
    assert total(collections, shifted)["collections_split"] == 0.0


def test_cleaner_that_takes_all_keeps_nothing(sample: Sample) -> None:
    edits = lambda text, gold: {"edits": [{"start": 0, "end": len(text), "new": ""}], "speeches": []}  # noqa: E731
    figures = total(sample[:20], edits)
    assert (figures["taken"], figures["body_kept"], figures["pitfalls_kept"]) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2021-03-05", "2021-03-05"),
        ("（2021年3月5日）", "2021-03-05"),
        ("2021.3.5", "2021-03-05"),
        ("二〇二一年十二月", "2021-12"),
        ("二〇一〇年十月二十一日", "2010-10-21"),
        ("二〇一〇年六月三十日", "2010-06-30"),
        ("二〇二〇年十一月二十日", "2020-11-20"),
        ("无", ""),
        (None, ""),
    ],
)
def test_dates_are_compared_in_iso_form(value: str | None, date: str) -> None:
    assert score_pages.iso_date(value) == date


def test_command_runs_once_a_page(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    pages.write_pages(tmp_path, 1, pages.plan(2, None))
    script = "import json; print(json.dumps({'edits': [], 'speeches': []}))"
    command = f'{sys.executable} -c "{script}" {{}}'
    monkeypatch.setattr(sys, "argv", ["score_pages.py", str(tmp_path), "--command", command, "--json"])
    assert score_pages.main() == 0
    assert json.loads(capsys.readouterr().out)["pages"] == 2

import functools
import pathlib
import random
import sys
from collections.abc import Callable

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench"))

import compare
import pages
import rules_scale
import score_pages
import speed

from cleaner.commands.file import clean_file
from cleaner.document.ruleset import parse_rules


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[compare.Page]:
    return compare.write_pages(tmp_path_factory.mktemp("pages"), 5, 12)


def test_known_outputs_measure_as_they_must(found: list[compare.Page]) -> None:
    figures = {name: (body, chrome) for name, body, chrome, _ in compare.oracles(found)}
    assert figures == {"perfect output": (1, 1), "the page as it is": (1, 0), "no output": (0, 1)}
    assert all(right for *_, right in compare.oracles(found))


def test_a_wrong_measure_is_noticed(found: list[compare.Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(compare.ORACLES, "perfect output", (lambda page: page.text.text, 1.0, 1.0))
    assert [right for *_, right in compare.oracles(found)] == [False, True, True]


def test_what_lines_were_dropped_is_measured_to_within_a_hundredth(found: list[compare.Page]) -> None:
    """Drop lines at random: the text tells nearly what the offsets tell."""
    rng = random.Random(3)
    for page in found:
        gone = [rng.random() < 0.3 for _ in page.text.lines]
        output = "\n".join(line for line, drop in zip(page.text.lines, gone, strict=True) if not drop)
        edits = [
            {"start": page.text.starts[i], "end": page.text.starts[i + 1] - 1, "new": ""}
            for i, drop in enumerate(gone)
            if drop
        ]
        true = score_pages.score_page(page.text.text, page.gold, {"edits": edits, "speeches": []})
        counts = compare.score_text(page, output)
        assert counts["kept"] / counts["body"] == pytest.approx(true.counts["kept"] / true.counts["body"], abs=0.01)
        assert counts["taken"] / counts["chrome"] == pytest.approx(true.taken.total() / true.chrome.total(), abs=0.01)
        assert counts["strange"] == 0


def test_cleaner_by_text_is_cleaner_by_offsets(found: list[compare.Page]) -> None:
    for page in found:
        cleaned = clean_file(page.raw)
        by_text = compare.score_text(page, compare.clean_text(cleaned))
        by_offsets = compare.by_offsets(page, cleaned)
        assert by_text["kept"] / by_text["body"] == pytest.approx(by_offsets["own_kept"] / by_text["body"], abs=0.005)
        assert abs(by_text["taken"] - by_offsets["own_taken"]) <= 0.02 * by_text["chrome"]


@pytest.mark.parametrize(
    ("page", "chrome", "output", "kept"),
    [
        ("甲乙丙", "", "甲乙丙", "甲乙丙"),
        ("甲乙丙", "", "", ""),
        ("甲乙丙", "", "丁", ""),
        ("甲乙丙", "", "丙甲", "丙"),
        ("甲乙丙丁", "丙", "甲乙丁", "甲乙丁"),
    ],
    ids=["all", "nothing", "not on the page", "out of order", "a gap"],
)
def test_alignment(page: str, chrome: str, output: str, kept: str) -> None:
    flags = compare.align(page, np.array([char in chrome for char in page]), output)
    assert len(flags) == len(page)
    assert sum(flags) == len(kept)


def test_of_two_equal_pieces_the_one_that_is_no_chrome_is_taken_as_kept() -> None:
    for chrome in ([False] * 4 + [True] * 4, [True] * 4 + [False] * 4):
        flags = compare.align("谢谢大家谢谢大家", np.array(chrome), "谢谢大家")
        assert flags.tolist() == [not flag for flag in chrome]


def test_a_line_is_not_taken_for_its_copy_because_of_chrome_before_it() -> None:
    line = "我们要认真贯彻落实会议的精神。"
    flags = compare.align(
        "各位好下载本文" + line * 2 + "谢谢",
        np.array([False] * 3 + [True] * 4 + [False] * 15 + [True] * 15 + [False] * 2),
        f"各位好{line}谢谢",
    )
    assert flags.tolist() == [True] * 3 + [False] * 4 + [True] * 15 + [False] * 15 + [True] * 2


def test_kept_chrome_is_not_taken_for_stray_characters_of_lost_body() -> None:
    body, chrome = "下面我们装载希望，本着文明之心前行。", "下载本文"
    flags = compare.align(body + chrome, np.array([False] * len(body) + [True] * 4), chrome)
    assert flags.tolist() == [False] * len(body) + [True] * 4


def test_an_unbroken_piece_wins_over_scattered_characters() -> None:
    flags = compare.align("下页载页下载", np.array([False] * 4 + [True] * 2), "下载")
    assert flags.tolist() == [False] * 4 + [True] * 2


def test_keyword_filters_drop_lines_with_a_word() -> None:
    long = "我们要把这些好的经验推荐给更多的单位，让大家都来学习，都来借鉴，都来提高，这样工作才能上台阶，见实效。"
    text = f"同志们：\n{long}\n上一頁\n责任编辑：李静"
    assert compare.without_keywords(text) == "同志们："
    assert compare.without_keywords(text, compare.SHORT) == f"同志们：\n{long}"


def test_plain_markup_has_no_names_and_no_lines_but_paragraphs(found: list[compare.Page]) -> None:
    for page in found:
        plain = compare.plain(page).decode()
        assert "class=" not in plain
        assert plain.count("<div>") == plain.count("</div>") == compare.named(page).decode().count("<div class=")
        assert plain.count("\n") == compare.named(page).decode().count("\n")


def test_rounds_deal_out_all_pages_and_both_halves(found: list[compare.Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "ways", lambda: {"cleaner": compare.Way(lambda page: "", str)})
    tallies = compare.compare(found, 3)
    assert {half: len(tally.times) for (half, _), tally in tallies.items()} == dict.fromkeys(pages.HALVES, 3)
    body = sum(compare.score_text(page, "")["body"] for page in found)
    assert sum(tally.counts["body"] for tally in tallies.values()) == body


@pytest.mark.parametrize("mix", rules_scale.MIXES)
def test_made_up_rules_are_valid_and_the_same_each_time(mix: str) -> None:
    many = parse_rules(rules_scale.rule_files(1, 200, mix))
    assert many.sha256 == parse_rules(rules_scale.rule_files(1, 200, mix)).sha256
    assert len(many.rules) == 200
    assert {rule.scope for rule in many.rules} == set(rules_scale.SCOPES)
    assert 0.2 < sum(rule.site is not None for rule in many.rules) / 200 < 0.45
    few = parse_rules(rules_scale.rule_files(1, 50, mix))
    patterns = {rule.id: rule.match for rule in many.rules}
    assert all(patterns[rule.id] == rule.match for rule in few.rules)


def test_every_task_runs_once_a_round_and_another_goes_first() -> None:
    order: list[str] = []

    def ready(name: str) -> Callable[[], object]:
        return lambda: order.append(name)

    tasks: dict[str, speed.Task] = {name: functools.partial(ready, name) for name in "ab"}
    times = speed.paired(tasks, 3)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert {name: len(own) for name, own in times.items()} == {"a": 3, "b": 3}


def test_what_measured_names_no_place() -> None:
    text = speed.about()
    assert "Python" in text
    assert str(pathlib.Path.home()) not in text
    assert str(speed.HERE.parent) not in text


def test_documents_are_cleaned_parsed_and_folded() -> None:
    documents = speed.page_documents(1, 2)
    speed.clean_all(documents)()
    speed.fold_all(documents)()
    pytest.importorskip("orjson")
    pytest.importorskip("xxhash")
    speed.parse_all(documents)()

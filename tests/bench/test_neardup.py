import itertools
import json
import pathlib
import re
import sys
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench"))

import neardup_compare
import neardup_exact
import neardup_score
import processes
from neardup_score import Result, Share
from neardup_workload import KINDS, Workload, parts_path, write

from cleaner.neardup import MINIMUM, Unit, key, search
from cleaner.neardup.verify import jaccard, shingles

NUMERALS = "〇零一二三四五六七八九十百千万亿两半"
Made = tuple[pathlib.Path, dict[str, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A mixed workload of 2,000: the file, its texts, its parts."""
    path = tmp_path_factory.mktemp("neardup") / "mixed.jsonl"
    write(Workload("mixed", 2000, 5), path)
    return path, dict(neardup_score.paragraphs(path)), neardup_score.read_parts(path)


def similarity(a: str, b: str) -> float:
    return jaccard(shingles(key(a)), shingles(key(b)))


# --- workloads ---


@pytest.mark.parametrize("kind", KINDS)
def test_a_workload_is_the_same_each_time(kind: str, tmp_path: pathlib.Path) -> None:
    paths = [tmp_path / name for name in ("first", "second")]
    for path in paths:
        write(Workload(kind, 1000, 3), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert parts_path(paths[0]).read_bytes() == parts_path(paths[1]).read_bytes()
    assert dict(Workload(kind, 1000, 4).rows()) != dict(Workload(kind, 1000, 3).rows())


def test_ids_are_unique_and_in_order(made: Made) -> None:
    ids = list(made[1])
    assert len(ids) == 2000
    assert ids == sorted(set(ids))


def test_every_part_is_there(made: Made) -> None:
    counts = Workload("mixed", 2000, 5).counts
    assert Counter(part["part"] for part in made[2]) == {part: n for part, n in counts.items() if part != "distinct"}
    assert all(counts.values())


def test_copies_have_the_key_of_what_they_copy_and_often_another_text(made: Made) -> None:
    _, texts, parts = made
    pairs = [(texts[part["id"]], texts[part["of"][0]]) for part in parts if part["part"] == "copy"]
    assert all(key(a) == key(b) for a, b in pairs)
    assert sum(a != b for a, b in pairs) > len(pairs) / 2


def test_near_copies_are_as_similar_as_stated_from_half_to_nearly_all(made: Made) -> None:
    _, texts, parts = made
    near = [part for part in parts if part["part"] == "near"]
    assert all(similarity(texts[part["id"]], texts[part["of"][0]]) == part["jaccard"] for part in near)
    tenths = Counter(int(part["jaccard"] * 10) for part in near)
    assert all(tenths[tenth] > 10 for tenth in range(5, 10))
    assert max(part["jaccard"] for part in near) < 1


def test_chains_are_similar_link_by_link_but_not_end_to_end(made: Made) -> None:
    _, texts, parts = made
    chains: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for part in parts:
        if part["part"] == "chain":
            chains[part["group"]][part["role"]] = part["id"]
    for chain in chains.values():
        a, b, c = (texts[chain[role]] for role in "ABC")
        assert min(similarity(a, b), similarity(b, c)) >= 0.8 > similarity(a, c)
        assert chain["A"] < min(chain["B"], chain["C"])


def test_members_of_a_family_differ_in_figures_of_both_sides(made: Made) -> None:
    _, texts, parts = made
    families: defaultdict[int, list[str]] = defaultdict(list)
    for part in parts:
        if part["part"] == "template":
            families[part["group"]].append(texts[part["id"]])
    assert len(families) == 50
    for a, b in itertools.chain.from_iterable(itertools.combinations(family, 2) for family in families.values()):
        figures = [set(re.findall(r"\d+", text)) for text in (a, b)]
        assert figures[0] - figures[1]
        assert figures[1] - figures[0]
        assert similarity(a, b) >= 0.8
        assert re.sub(r"\d+", "", a) == re.sub(r"\d+", "", b)


def test_what_is_held_inside_another_is(made: Made) -> None:
    _, texts, parts = made
    for part in parts:
        pairs = {
            "split": [(part["id"], one) for one in part["of"]],
            "merged": [(one, part["id"]) for one in part["of"]],
        }
        for inner, outer in pairs.get(part["part"], []):
            assert len(key(texts[inner])) >= MINIMUM
            assert len(shingles(key(texts[inner])) - shingles(key(texts[outer]))) <= 4


def test_only_figure_clauses_have_figures(made: Made) -> None:
    _, texts, parts = made
    odd = {part["id"] for part in parts if part["part"] == "odd"}
    for id_, text in texts.items():
        for clause in re.split("[，。；,;.]", text) if id_ not in odd else ():
            assert re.search(r"\d", clause) or not set(clause.replace("万元", "").replace("百分点", "")) & set(NUMERALS)


def test_giant_paragraphs_are_giant(made: Made) -> None:
    _, texts, parts = made
    giants = [texts[part["id"]] for part in parts if part["part"] == "giant"]
    assert all(900_000 < len(text.encode()) < 1_200_000 for text in giants)


# --- truth ---


@settings(deadline=None)
@given(st.text(max_size=60))
def test_the_key_written_anew_is_the_key(text: str) -> None:
    assert neardup_exact.key(text) == key(text)


def test_the_key_written_anew_is_the_key_on_workloads(made: Made) -> None:
    assert [neardup_exact.key(text) for text in made[1].values()] == [key(text) for text in made[1].values()]


@settings(deadline=None)
@given(
    st.lists(st.text("甲乙丙丁", min_size=5, max_size=60), unique=True, max_size=20),
    st.sampled_from([0.3, 0.5, 0.8, 0.9]),
)
def test_the_join_finds_what_comparing_all_with_all_finds(texts: list[str], threshold: float) -> None:
    found = neardup_exact.similar(texts, threshold)
    numbered = enumerate(map(shingles, texts))
    every = [(a, b, jaccard(one, other)) for (a, one), (b, other) in itertools.combinations(numbered, 2)]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == [
        pair for pair in every if pair[2] >= threshold
    ]


def test_the_truth_about_a_workload_has_what_was_made(made: Made) -> None:
    path, texts, parts = made
    truth = neardup_exact.truth_of(path)
    numbers = dict(zip(texts, truth.numbers.tolist(), strict=True))
    pairs = set(zip(truth.first.tolist(), truth.second.tolist(), strict=True))
    for part in parts:
        if part["part"] == "copy":
            assert numbers[part["id"]] == numbers[part["of"][0]]
        elif part["part"] in ("near", "giant") and part["of"]:
            pair = tuple(sorted((numbers[part["id"]], numbers[part["of"][0]])))
            assert (pair in pairs) == (part["jaccard"] >= 0.8)
        elif part["part"] == "odd":
            assert (numbers[part["id"]] == -1) == (len(key(texts[part["id"]])) < MINIMUM)
    assert set(neardup_exact.truth_of(path).first.tolist()) == set(truth.first.tolist())


# --- scores ---

LONG = "各有关部门要把灌溉渠系同乡村道路结合起来，使经验留得住传得开，让群众看得见变化，确保责任不悬空。"
NEAR = LONG.replace("悬空", "落空")
OTHER = "基层组织在老城街道逐项登记林长巡护和湿地修复，防止问题反弹回潮，真正做到善始善终，为发展增添后劲。"
TEXTS = {"a": LONG, "b": LONG, "c": NEAR, "d": OTHER, "e": "谢谢", "f": "谢谢"}


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Six paragraphs: one, its copy, a near copy, another, two short ones."""
    path = tmp_path_factory.mktemp("six") / "six.jsonl"
    path.write_text("".join(json.dumps({"id": id_, "text": text}) + "\n" for id_, text in TEXTS.items()))
    return path


def row(removed: str, kept: str = "", kind: str = "near", stated: float = 0.0) -> dict[str, Any]:
    named = {"kept": {"id": kept}, "kind": kind, "jaccard": stated} if kept else {}
    return {"removed": {"id": removed}, **named}


EXACT = similarity(LONG, NEAR)


@pytest.mark.parametrize(
    ("rows", "listed", "exact", "near", "like_any", "like_kept", "named"),
    [
        pytest.param([], "", 0, 0, (0, 0), (0, 0), (0, 0), id="nothing goes"),
        pytest.param([row("b", "a", "exact", 1.0), row("c", "a", "near", EXACT)], "", 1, 2, (2, 2), (2, 2), (2, 2), id="right"),
        pytest.param([row("b"), row("c")], "", 1, 2, (2, 2), (2, 2), (0, 0), id="right, nothing named"),
        pytest.param([row("b", "a", "exact", 1.0)], "ac", 1, 2, (1, 1), (1, 1), (1, 1), id="listed as template"),
        pytest.param([row("a"), row("b"), row("c")], "", 1, 2, (3, 3), (0, 3), (0, 0), id="whole groups go"),
        pytest.param([row("d")], "", 0, 0, (0, 1), (0, 1), (0, 0), id="unlike all"),
        pytest.param([row("d", "a", "near", 0.9)], "", 0, 0, (0, 1), (0, 1), (0, 1), id="named wrongly"),
        pytest.param([row("c", "a", "near", 0.99)], "", 0, 2, (1, 1), (1, 1), (0, 1), id="similarity stated wrongly"),
        pytest.param([row("c", "a", "exact", EXACT)], "", 0, 2, (1, 1), (1, 1), (0, 1), id="no copy though it says so"),
        pytest.param([row("b", "c", stated=EXACT), row("c", "a", stated=EXACT)], "", 1, 2, (2, 2), (2, 2), (1, 2), id="twin gone"),
        pytest.param([row("c", "d", "contained", 0.1)], "", 0, 2, (0, 0), (0, 0), (0, 1), id="not contained"),
        pytest.param([row("f")], "", 0, 0, (0, 0), (0, 0), (0, 0), id="short ones count for nobody"),
    ],
)  # fmt: skip
def test_scores_of_known_results(
    six: pathlib.Path,
    rows: list[dict[str, Any]],
    listed: str,
    exact: int,
    near: int,
    like_any: tuple[int, int],
    like_kept: tuple[int, int],
    named: tuple[int, int],
) -> None:
    result = Result(rows, {one["removed"]["id"]: one.get("kind", "") for one in rows}, frozenset(listed))
    found = neardup_score.score(six, result, neardup_compare.truths_of(six))
    assert found.removed == len(rows)
    assert (found.exact, found.near) == (Share(exact, 1), Share(near, 2))
    assert (found.like_any, found.like_kept, found.named) == (Share(*like_any), Share(*like_kept), Share(*named))


def test_the_search_is_right_about_a_workload(made: Made, tmp_path: pathlib.Path) -> None:
    path, texts, _ = made
    found = search(Unit(id_, 0, key(text), text=text) for id_, text in texts.items())
    rows = [row(twin.speech, twin.kept_speech, twin.kind, twin.similarity) for twin in found.twins]
    rows += [{"kept": {"id": twin.kept_speech}, "like": {"id": twin.speech}} for twin in found.templates]
    out = tmp_path / "out.jsonl"
    out.write_text("".join(json.dumps(one) + "\n" for one in rows))
    right = neardup_score.score(path, neardup_score.read_result(out), neardup_compare.truths_of(path))
    assert (
        right.exact.value == right.near.value == right.like_kept.value == right.named.value == right.chains.value == 1
    )
    assert right.named.whole == right.removed == len(found.twins)
    assert right.templates == Share(0, 200)


def test_a_result_is_read_row_by_row(tmp_path: pathlib.Path) -> None:
    rows = [row("b", "a"), {"kept": {"id": "a"}, "like": {"id": "c"}, "kind": "template"}, {"capped": {"id": "a"}}]
    out = tmp_path / "out.jsonl"
    out.write_text("".join(json.dumps(one) + "\n" for one in rows))
    assert neardup_score.read_result(out) == Result([rows[0]], {"b": "near"}, frozenset("ac"), 1)


# --- processes and tables ---


def test_memory_and_time_of_a_process_with_a_child() -> None:
    child = "held = b'x' * 80_000_000; import time; time.sleep(0.3)"
    command = processes.Command(
        (sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])")
    )
    cost = processes.cost(command)
    assert 0 < cost.cpu < cost.wall
    assert processes.memory(command).anonymous > 80_000_000


def test_a_command_that_fails_says_why() -> None:
    command = processes.Command((sys.executable, "-c", "import sys; sys.exit('no such luck')"))
    for run in (processes.cost, processes.memory):
        with pytest.raises(processes.FailedError, match=r"no such luck .*1"):
            run(command)


def test_growth_is_told_as_a_power(tmp_path: pathlib.Path) -> None:
    found = []
    for size in (1000, 4000):
        task = neardup_compare.Task(f"{size}", tmp_path, size)
        one = neardup_compare.Measured(task, {"cleaner": [processes.Cost(1.0, size**1.5)]})
        one.memory["cleaner"] = processes.Memory(0, 500 + 100 * size)
        found.append(one)
    assert neardup_compare.exponent(found[0], found[1], "cleaner") == pytest.approx(1.5)
    assert neardup_compare.growth(found).endswith("| cleaner | 1,000 → 4,000 | 1.50 | 100 |")
    assert [holds for *_, holds in neardup_compare.growth_claims(found)] == [False]

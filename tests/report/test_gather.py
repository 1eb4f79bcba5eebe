"""The figures are those of the corpus, whatever it was written with."""

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import OutputError
from cleaner.pipeline import run
from cleaner.report import gather, opened, to_html
from cleaner.report.figures import Report

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Objects = Callable[[Path], list[dict[str, Any]]]

LONG = "今天召开这个会议，主要是总结去年的工作，部署今年的任务，大家要认真落实上级的各项决策。"


def gathered(folder: Path) -> Report:
    return gather(opened(folder))


def test_every_character_is_in_one_of_the_fates(forge: Any) -> None:
    name = forge.record("a.txt", "")["id"]
    spans = (forge.gone("分享到"), forge.gone("\n\n", "", "layout", "layout"), forge.kept("同志们：", name))
    report = gathered(forge([forge.record("a.txt", "同志们：")], [forge.document("a.txt", *spans)]))
    assert [(f.name, f.pieces, f.characters) for f in report.fates] == [
        ("kept", 1, 4),
        ("rule", 1, 3),
        ("layout", 1, 2),
    ]


def test_what_went_is_counted_by_category_rule_and_site_in_non_blank_characters(forge: Any) -> None:
    records = [forge.record(f"{n}.txt", "讲话", site="某网") for n in range(2)]
    ledger = [
        forge.document("0.txt", forge.gone("分 享\n"), forge.gone("下载"), forge.kept("讲话", records[0]["id"])),
        forge.document("1.txt", forge.kept("讲话", records[1]["id"]), forge.gone("某报", "origin", "byline", "lift")),
        forge.document("folder/2.txt", forge.gone("广告位", "ad", "advert")),
    ]
    report = gathered(forge(records, ledger))
    assert [(a.name, a.pieces, a.characters) for a in report.categories] == [
        ("share", 2, 4),
        ("advert", 1, 3),
        ("byline", 1, 2),
    ]
    assert [(r.name, r.cause, r.pieces, r.ink, r.documents) for r in report.rules.items] == [
        ("share-row", "rule", 2, 4, 1),
        ("ad", "rule", 1, 3, 1),
        ("origin", "lift", 1, 2, 1),
    ]
    assert [(s.name, s.documents, s.characters, s.kept, dict(s.removed)) for s in report.sites.items] == [
        ("某网", 2, 12, 4, {"share": 4, "byline": 2}),
        ("folder/", 1, 3, 0, {"advert": 3}),
    ]
    assert [(d.place, d.left) for d in report.least] == [("folder/2.txt", 0), ("0.txt", 2), ("1.txt", 2)]


@pytest.mark.parametrize(
    ("fields", "source", "name"),
    [
        pytest.param({"site": "某网,另网", "url": "https://a.cn/1"}, "x/1.txt", "某网,另网", id="what rules knew"),
        pytest.param({"site": None, "url": "https://www.a.cn/1"}, "x/1.txt", "www.a.cn", id="the address"),
        pytest.param({"site": None, "url": "http://[broken"}, "x/y/1.txt", "x/y/", id="the folder"),
        pytest.param({"site": None, "url": None}, "1.txt", "/", id="no folder"),
    ],
)
def test_a_document_belongs_to(fields: dict[str, Any], source: str, name: str, forge: Any) -> None:
    record = forge.record(source, "讲话", **fields)
    report = gathered(forge([record], [forge.document(source, forge.kept("讲话", record["id"]))]))
    assert [site.name for site in report.sites.items] == [name]


def test_a_removal_stands_in_its_context(forge: Any) -> None:
    record = forge.record("a.txt", "前一句。后一句。")
    spans = (forge.kept("前一句。", record["id"]), forge.gone("\n分享"), forge.kept("后一句。", record["id"], 4))
    report = gathered(forge([record], [forge.document("a.txt", *spans)]))
    (rule,) = report.rules.items
    assert [(r.source, r.before, r.old, r.new, r.after) for r in rule.removals] == [
        ("a.txt", "前一句。", "⏎分享", "", "后一句。")
    ]


def test_removals_are_drawn_at_random_and_not_the_first_ones(forge: Any) -> None:
    ledger = [forge.document(f"{number:03}.txt", forge.gone(f"分享{number}")) for number in range(200)]
    (rule,) = gathered(forge([], ledger)).rules.items
    drawn = sorted(removal.source for removal in rule.removals)
    assert len(drawn) == 5
    assert drawn[-1] > "050.txt"


def test_the_pages_of_a_document_are_one_document(forge: Any) -> None:
    record = forge.record("x.txt", "甲乙")
    ledger = [
        forge.document("x.txt", forge.kept("甲", record["id"]), forge.gone("下一页"), page=1, pages=2),
        forge.document("x_2.txt", forge.kept("乙", record["id"], 1), forge.gone("上一页"), page=2, pages=2),
    ]
    report = gathered(forge([record], ledger))
    assert [(site.documents, site.characters, site.kept) for site in report.sites.items] == [(1, 8, 2)]
    assert {removal.source for rule in report.rules.items for removal in rule.removals} == {"x.txt", "x_2.txt"}


def test_lengths_are_counted_before_and_after(forge: Any) -> None:
    record = forge.record("a.txt", "讲" * 99)
    ledger = [forge.document("a.txt", forge.kept(record["text"], record["id"]), forge.gone("删" * 101))]
    report = gathered(forge([record], ledger))
    assert [(part.name, part.before, part.after) for part in report.lengths if part.before or part.after] == [
        ("0–99", 0, 1),
        ("200–499", 1, 0),
    ]


def test_holes_are_told_record_by_record(forge: Any) -> None:
    hole = {"after": 0, "kept": "x#0", "kind": "near", "similarity": 0.9, "characters": 40}
    records = [forge.record(f"{n}.txt", "讲话", omitted=[hole] * n, title=f"题{n}") for n in range(4)]
    report = gathered(forge(records, ledger="off"))
    assert report.holes == {"0": 1, "1": 1, "2": 1, "3–5": 1, "6–10": 0, "11+": 0}
    assert [(h.title, h.paragraphs, h.characters, h.left) for h in report.holed.items] == [
        ("题3", 3, 120, 2),
        ("题2", 2, 80, 2),
        ("题1", 1, 40, 2),
    ]


def test_fields_that_are_missing_are_counted_with_examples(forge: Any) -> None:
    records = [
        forge.record("a.txt", "同志们", title="题", published="2020"),
        forge.record("b.txt", "朋友们", date="2021", speaker="某某", origin="某报"),
    ]
    report = gathered(forge(records, ledger="off"))
    assert {item.field: [source for _, source, _ in item.examples] for item in report.missing} == {
        "title": ["b.txt"],
        "date": ["a.txt"],
        "published": ["b.txt"],
        "speaker": ["a.txt"],
        "origin": ["a.txt"],
    }
    assert [(site.untitled, site.undated) for site in report.sites.items] == [(1, 0)]


def test_a_formula_counts_once_a_speech_in_any_script(forge: Any) -> None:
    texts = ("同志们：\n谢谢大家！谢谢大家！", "同志們：\n謝謝大家!", "同志们：\n好", "各位来宾：")
    report = gathered(forge([forge.record(f"{n}.txt", text) for n, text in enumerate(texts)], ledger="off"))
    assert [(formula.text, formula.count) for formula in report.formulas.items] == [("同志们：", 3)]


def test_clusters_show_kept_and_repeating_paragraphs_beside_each_other(forge: Any) -> None:
    records = [forge.record("a.txt", f"同志们：\n{LONG}"), forge.record("b.txt", "乙")]
    kept, other = (records[0]["id"], 1), (records[1]["id"], 5)
    rows = [
        forge.duplicate("near", 0.9, kept, other, LONG.replace("去年", "今年")),
        forge.duplicate("exact", 1.0, kept, other, LONG),
        forge.duplicate("repost", 1.0, (records[0]["id"], None), (records[1]["id"], None), "题"),
    ]
    report = gathered(forge(records, duplicates=rows, ledger="off"))
    assert report.kinds == {"near": 1, "exact": 1, "repost": 1}
    (cluster,) = report.clusters.items
    (copy,) = cluster.copies.items
    assert (cluster.place, copy.place, copy.kind) == (f"{kept[0]}#1", f"{other[0]}#5", "near")
    assert [piece.text for piece in copy.kept if piece.kind == "gone"] == ["去"]
    assert [piece.text for piece in copy.other if piece.kind == "new"] == ["今"]
    assert [(family.text, family.count) for family in report.recurring.items] == [(LONG, 3)]


def test_what_holds_a_contained_paragraph_is_shown_whole(forge: Any) -> None:
    record = forge.record("a.txt", "前半段。\n后半段。")
    row = forge.duplicate("contained", 1.0, (record["id"], 0), ("b-1", 0), "前半段。后半段。")
    row["kept"]["others"] = [1]
    (cluster,) = gathered(forge([record], duplicates=[row], ledger="off")).clusters.items
    assert "".join(piece.text for piece in cluster.copies.items[0].kept) == "前半段。⏎后半段。"


def test_families_of_templates_are_told_the_largest_first(forge: Any) -> None:
    texts = [f"全年完成投资{number}亿元，{LONG}" for number in range(5)]
    records = [forge.record(f"{n}.txt", text) for n, text in enumerate(texts)]
    places = [(record["id"], 0) for record in records]
    rows = [
        forge.duplicate("template", 0.9, places[0], places[1], None),
        forge.duplicate("template", 0.9, places[2], places[3], None),
        forge.duplicate("template", 0.9, places[2], places[4], None),
    ]
    report = gathered(forge(records, duplicates=rows, ledger="off"))
    assert [(family.text, family.count) for family in report.families.items] == [(texts[2], 3), (texts[0], 2)]
    assert sorted(report.families.items[0].like) == sorted(texts[3:])


def test_pairs_below_the_threshold_are_found_and_no_others(forge: Any) -> None:
    other = LONG.replace("去年", "今年")
    records = [
        *(forge.record("a.txt", f"{LONG}\n{other}"), forge.record("b.txt", other)),
        forge.record("c.txt", "与此毫无关系的一段话，讲的是山林防火和水利设施，任务十分繁重，时间不等人。"),
    ]
    pairs = gathered(forge(records, ledger="off", threshold=0.85)).borderline.items
    places = {(pair.place, pair.copy.place) for pair in pairs}
    assert places == {(f"{records[0]['id']}#0", f"{records[1]['id']}#0")}
    assert 0.75 <= pairs[0].copy.similarity < 0.85
    assert pairs[0].copy.kind == ""


def test_errors_are_told_by_cause(forge: Any) -> None:
    errors = [*(forge.trouble("encoding", f"{n}.txt") for n in range(9)), forge.trouble("empty", "x.txt")]
    report = gathered(forge([], errors=errors))
    assert [(t.status, t.code, t.count, t.advice) for t in report.troubles.items] == [
        ("error", "encoding", 9, "mend it"),
        ("error", "empty", 1, "mend it"),
    ]
    assert [len(trouble.examples) for trouble in report.troubles.items] == [4, 1]
    assert report.troubles.items[1].examples == (("x.txt (byte 3)", "is broken"),)


@pytest.mark.parametrize("mode", ["drop", "tag", "keep"])
@pytest.mark.parametrize(
    ("form", "ledger"),
    [
        ("jsonl", "full"),
        ("jsonl.gz", "spans"),
        ("jsonl", "off"),
        ("text", "full"),
        ("text", "off"),
        ("parquet", "full"),
        ("tei", "full"),
    ],
)
def test_a_real_run_is_told_as_its_manifest_counts_it(
    mode: str, form: str, ledger: str, pages: Pages, speech: Speech, encoded_pages: dict[str, bytes], tmp_path: Path
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    copies = {f"copies/{number}.txt": speech(1) for number in range(3)}
    config = Config(near_duplicates=mode, format=form, ledger=ledger, workers=1)
    counts = run([pages({**encoded_pages, **copies})], tmp_path / "out", config).counts
    report = gathered(tmp_path / "out")
    assert sum(site.documents for site in report.sites.items) == (
        counts["documents"] if ledger != "off" else len(documents_with_records(tmp_path / "out"))
    )
    assert sum(report.holes.values()) == counts["records"]
    assert report.kinds.get("repost", 0) == counts["reposts"]
    assert b"</html>" in to_html(report)
    if ledger != "off":
        assert sum(fate.characters for fate in report.fates) == counts["characters_in"]
    if ledger == "full":
        removed = {amount.name: amount.characters for amount in report.categories if amount.characters}
        assert Counter(counts["removed_by_category"]) <= Counter(removed)  # a page of chrome only has no speech
        assert any(rule.removals for rule in report.rules.items)


def documents_with_records(folder: Path) -> set[str]:
    corpus = opened(folder)
    if corpus.config["format"] == "text":
        rows = (folder / "corpus" / "index.csv").read_text("utf-8-sig").splitlines()[1:]
        return {row.split(",")[0].rpartition("-")[0] for row in rows}
    lines = (folder / "corpus" / "part-00000.jsonl").read_text("utf-8").splitlines()
    return {json.loads(line)["id"].rpartition("-")[0] for line in lines}


def test_the_order_of_inputs_and_the_workers_have_no_say(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    folder = pages({f"{number}.txt": speech(number) for number in range(12)})
    files = sorted(folder.iterdir())
    random.Random(1).shuffle(files)
    run([folder], tmp_path / "one", Config(workers=1))
    run(files, tmp_path / "other", Config(workers=2))
    names = ("report.html", "report.json")
    assert [(tmp_path / "one" / n).read_bytes() for n in names] == [
        (tmp_path / "other" / n).read_bytes() for n in names
    ]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        pytest.param("ledger/part-00000.jsonl", '{"source": "a", "key": "", "spans": [{"start": 0}]}', id="no span"),
        pytest.param("ledger/part-00000.jsonl", "{", id="no JSON"),
        pytest.param("duplicates.jsonl", '{"kind": "near"}', id="no pair"),
        pytest.param("errors.jsonl", "{}", id="no error"),
        pytest.param("corpus/part-00000.jsonl", '{"id": "x-1", "text": ""}', id="a record of no document"),
    ],
)
def test_damage_is_told(file: str, line: str, forge: Any) -> None:
    folder = forge([])
    (folder / file).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(OutputError):
        gathered(folder)


def test_memory_does_not_grow_with_the_corpus(forge: Any) -> None:
    """What is held is counted in rows: the same for one and for many thousand documents."""
    ledger = [
        forge.document(f"{n}.txt", forge.gone("分享"), forge.gone("下载", "download", "download")) for n in range(3000)
    ]
    errors = [forge.trouble("encoding", f"{n}.txt") for n in range(3000)]
    report = asdict(gathered(forge([], ledger, errors=errors)))
    assert len(json.dumps(report)) < 20_000

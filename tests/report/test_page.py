"""The page holds everything it needs, and nothing of the data can act in it."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cleaner.report import gather, opened, to_html, to_json
from cleaner.report.messages import MESSAGES
from cleaner.report.page import LARGEST, charts

Filled = Callable[..., Path]

TRICKS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")


class Parsed(HTMLParser):
    """The elements of a page, its texts, and the contents of its styles and scripts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: set[tuple[str, tuple[tuple[str, str | None], ...]]] = set()
        self.tags: set[str] = set()
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self.cells: list[str] = []
        self.text = ""
        self.inside = ""
        self.feed(page.decode("utf-8", "strict"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, tuple(attrs)))
        self.tags.add(tag)
        self.inside = tag
        if tag in self.raw:
            self.raw[tag].append("")
        if tag in ("td", "p"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.raw:
            self.raw[self.inside][-1] += data
        else:
            self.text += data
            if self.cells:
                self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("!--")

    def handle_pi(self, data: str) -> None:
        self.tags.add("?")

    def unknown_decl(self, data: str) -> None:
        self.tags.add("![")


def page_of(folder: Path, language: str | None = None) -> bytes:
    return to_html(gather(opened(folder)), language)


def test_no_text_of_the_data_becomes_an_element_or_a_handler(filled: Filled, payload: str) -> None:
    plain, page = Parsed(page_of(filled("网", "plain"))), Parsed(page_of(filled(payload)))
    assert page.elements <= plain.elements
    assert not page.tags & {"!--", "?", "![", "img", "svg", "iframe", "object", "embed", "link", "base", "form"}
    attributes = {name for _, attrs in page.elements for name, _ in attrs}
    assert attrs_that_act(attributes) == set()
    assert {value for _, attrs in page.elements for name, value in attrs if name == "href"} <= {
        f"#{key}" for key in MESSAGES
    }


def attrs_that_act(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("on") or name in ("src", "srcset", "style", "action", "srcdoc")}


def test_no_control_or_direction_character_comes_through(filled: Filled, payload: str) -> None:
    report = gather(opened(filled(payload)))
    assert TRICKS.search(to_html(report).decode()) is None
    assert TRICKS.search(to_json(report).decode()) is None


def test_what_is_escaped_is_still_told(filled: Filled) -> None:
    text = Parsed(page_of(filled("甲\u202e<b>&乙"))).text
    assert "甲\\u202e<b>&乙" in text


def test_no_cell_is_taken_for_a_formula(filled: Filled, payload: str) -> None:
    cells = [cell for cell in Parsed(page_of(filled(payload))).cells if cell]
    assert [cell for cell in cells if FORMULA.match(cell)] == []


def test_the_policy_names_the_styles_and_scripts_that_are_there_and_nothing_else(filled: Filled, payloads: str) -> None:
    page = Parsed(page_of(filled(payloads)))
    policy = next(
        dict(attrs)["content"] for tag, attrs in page.elements if ("http-equiv", "Content-Security-Policy") in attrs
    )
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    scripts = [text for text in page.raw["script"] if not text.startswith("[{")]
    assert rules == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "style-src": " ".join(map(hash_of, page.raw["style"])),
        "script-src": " ".join(map(hash_of, scripts)),
    }
    assert (len(page.raw["style"]), len(scripts)) == (1, 2)


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_data_of_the_charts_come_through_as_they_are(filled: Filled, payloads: str) -> None:
    report = gather(opened(filled(payloads)))
    embedded = next(text for text in Parsed(to_html(report)).raw["script"] if text.startswith("[{"))
    assert json.loads(embedded) == json.loads(json.dumps(charts(report)))
    assert "<" not in embedded


def test_the_json_holds_what_the_page_holds(filled: Filled, payload: str) -> None:
    figures = json.loads(to_json(gather(opened(filled(payload)))))
    assert payload in [site["name"] for site in figures["sites"]["items"]]
    assert {payload, payload + "!"} <= {rule["name"] for rule in figures["rules"]["items"]}


def test_the_same_corpus_gives_the_same_bytes(filled: Filled, payloads: str) -> None:
    folder = filled(payloads)
    assert page_of(folder) == page_of(folder)
    assert to_json(gather(opened(folder))) == to_json(gather(opened(folder)))


def test_a_page_is_small_whatever_stands_in_the_corpus(forge: Any) -> None:
    sites = [f"{'<&' * 60}{number}" for number in range(900)]
    records = [
        forge.record(f"{n}.txt", f"{'&' * 90}，{'<' * 30}。", title="<" * 200, site=s) for n, s in enumerate(sites)
    ]
    ledger = [
        forge.document(
            item["source"], forge.gone("<" * 200, f"{'<' * 90}{n}", "&" * 90), forge.kept(item["text"], item["id"])
        )
        for n, item in enumerate(records)
    ]
    errors = [forge.trouble("<" * 500 + str(n), "<" * 500, "<" * 500) for n in range(100)]
    page = page_of(forge(records, ledger, errors=errors))
    assert len(page) < LARGEST
    parsed = Parsed(page)
    assert len(parsed.cells) > 50
    assert "共 900" in parsed.text


def test_a_corpus_without_anything_has_a_page(forge: Any) -> None:
    text = Parsed(page_of(forge([]))).text
    assert "没有。" in text
    assert "None." in text


def test_the_language_is_the_browsers_or_the_one_that_is_asked_for(filled: Filled) -> None:
    folder = filled("甲")
    assert b'<html lang="zh">' in page_of(folder)
    assert b'<html lang="en" data-fixed>' in page_of(folder, "en")
    assert "标题".encode() in page_of(folder, "en")  # the page can be switched


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_is_there_in_both_languages(key: str) -> None:
    chinese, english = MESSAGES[key]
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert english.isascii() or set(english) - set(map(chr, range(128))) <= set("…⏎–")
    assert sorted(re.findall(r"\{\w+\}", chinese)) == sorted(re.findall(r"\{\w+\}", english))


def test_names_of_any_length_leave_the_page_small(forge: Any) -> None:
    key = "<" * 500_000
    records = [forge.record("网" * 90_000 + str(n), "讲话", key, title=key, site=key) for n in range(3)]
    ledger = [forge.document(r["source"], forge.gone("分享"), forge.kept("讲话", r["id"]), key=key) for r in records]
    errors = [forge.trouble("encoding", key, key, advice=key)]
    report = gather(opened(forge(records, ledger, errors=errors)))
    assert len(to_html(report)) < LARGEST
    assert len(to_json(report)) < LARGEST

"""What a page of markup says of itself: title, when it was published, by whom, from where, at what address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from cleaner.formats.html_lines import MarkedLine

if TYPE_CHECKING:
    from resiliparse.parse.html import HTMLTree

WEIXIN = "mp.weixin.qq.com"  # pages of this host hold their date as seconds, in a script
BEIJING = timezone(timedelta(hours=8))
LONGEST = 2000  # code points of a value
LARGEST_SCRIPT = 1 << 20  # code points of a block of JSON-LD
LONGEST_TITLE = 120  # code points
LONGEST_SITE = 20  # characters that a line may add to a title
SHORTEST_SAID = 6  # characters of a title that is known wherever it stands
SURE = 8  # characters of a title that is no menu's word

# By field, the names under which pages say it, the surest first; names are compared in small letters.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "dc.title", "og:title", "headline", "twitter:title"),
    "published": (
        *(
            "pubdate",
            "article:published_time",
            "publishdate",
            "datepublished",
            "og:published_time",
            "weibo:article:create_at",
        ),
        *(
            "og:release_date",
            "dc.date",
            "dc.date.issued",
            "dcterms.date",
            "pubtime",
            "publish_time",
            "publication_date",
            "firstpublishedtime",
            "published_time",
            "apub:time",
            "bytedance:published_time",
            "createdate",
        ),
    ),
    "author": ("author", "article:author", "dc.creator", "og:article:author"),
    "speaker": ("speaker",),
    "origin": ("contentsource", "source", "dc.source", "article:source", "mediaid"),
    "url": ("og:url", "url"),
    "keywords": ("keywords",),
    "description": ("description", "og:description"),
    "site_name": ("sitename", "og:site_name", "application-name"),
}
CARRIED = ("keywords", "description", "site_name")  # into meta

_HAN = re.compile("[\u3400-\u9fff]")
_SITE = re.compile(r"网$|网站$|在线$|门户|频道|编辑部|管理员|[a-z]\.(?:com|cn|net|org)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[_|丨｜]+\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|\s*--+\s*|-(?=[^-]*(?:网|网站|频道|\.com|\.cn)$)")
_CUTS = re.compile(r"[-–—_|丨｜:：\s]+")
_SAVED = re.compile(r"\s*saved from url=\(\d+\)\s*(\S+)")
_DATED = re.compile(r"(?:19|20)\d\d\D{0,2}\d")
_DAY = r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)"
_IN_SCRIPT = re.compile(  # the names under which scripts hold when the page was published
    r"(?<![a-z])_?(?:article_?)?(?:pub(?:lish(?:ed)?)?_?(?:time|date|at)|date_?published|ptime)[\"']?\s{0,9}[:=]\s{0,9}"
    rf"[\"']({_DAY})",
    re.IGNORECASE,
)
_WEIXIN = re.compile(r"(?<![\w.])ct\s{0,9}=\s{0,9}[\"'](\d{10})[\"']")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")


def facts_of(tree: HTMLTree, notes: Sequence[Any]) -> dict[str, str]:
    """Return what is known of the page, by field; ``title`` only where it is said to be the article's.

    ``notes`` are the elements in which the page speaks of itself.
    """
    said = {**_linked_data(notes), **_metas(notes)}
    said = {name: value for name, value in said.items() if name not in NAMES["published"] or _DATED.search(value)}
    facts = {field: value for field, names in NAMES.items() if (value := _first(said, names))}
    if not _is_person(facts.get("author", ""), facts.get("site_name", "")):
        facts.pop("author", None)
    address = _address(tree, notes, facts.get("url", ""))
    facts.pop("url", None)
    if address:
        facts["url"] = address
    published = facts.pop("published", "") or _published(notes, address)
    return facts | ({"published": published} if published else {})


def _published(notes: Sequence[Any], address: str) -> str:
    """Return when the page was published by its <time>, its scripts or its address; nothing where these do not agree."""
    for node in _named(notes, "time"):
        said = f"{node.getattr('class') or ''} {node.getattr('itemprop') or ''}".lower()
        if ("publish" in said or node.hasattr("pubdate")) and node.getattr("datetime"):
            return " ".join(node.getattr("datetime").split())[:LONGEST]
    scripts = [text for node in _named(notes, "script") if len(text := node.text or "") <= LARGEST_SCRIPT]
    days = {match[1] for text in scripts for match in _IN_SCRIPT.finditer(text)}
    if len(days) == 1:
        return days.pop()
    if urlsplit(address).hostname == WEIXIN:
        seconds = next((match[1] for text in scripts for match in _WEIXIN.finditer(text)), None)
        if seconds is not None:
            return datetime.fromtimestamp(int(seconds), BEIJING).date().isoformat()
    dated = _IN_ADDRESS.search(urlsplit(address).path)
    return "-".join(dated.groups()) if dated else ""


def title_line(lines: Sequence[MarkedLine], start: int, said: str, browser: str) -> int | None:
    """Return the line above ``start``, where the text begins, that is the page's title.

    It is what the page says its title is, a heading that opens the browser's title, any such line, or the only ``h1``.
    """
    above = [number for number in range(start) if 2 <= len(lines[number].text) <= LONGEST_TITLE]
    key, window = _key(said), _key(browser)
    for wanted in filter(None, (key, _key(title_of(browser)))):
        same = [number for number in above if _key(lines[number].text) == wanted]
        if same:
            return max(same, key=lambda number: (bool(lines[number].heading), number))
    opening = [
        n for n in above if len(k := _key(lines[n].text)) >= 4 and (window.startswith(k) or (key and key.startswith(k)))
    ]
    headings = [number for number in above if lines[number].heading]
    opening = [n for n in opening if n in headings] or [
        n for n in opening if len(_key(lines[n].text)) >= SURE and not lines[n].linked
    ]
    if opening:
        return max(opening, key=lambda number: (len(_key(lines[number].text)), number))
    first = [n for n in above if lines[n].heading == "h1" and len(_key(lines[n].text)) >= 4 and not lines[n].linked]
    if len(first) == 1 and _key(lines[first[0]].text) not in window[-LONGEST_SITE:]:
        return first[0]
    inside = _key(title_of(browser))
    holding = [
        n
        for n in above
        if len(inside) >= SURE and inside in (k := _key(lines[n].text)) and len(k) <= len(inside) + LONGEST_SITE
    ]
    return max(holding, key=lambda number: (bool(lines[number].heading), number), default=None)


def said_lines(lines: Sequence[MarkedLine], said: str, browser: str) -> list[int]:
    """Return the lines that say just what the page says its title is, or what the browser shows, and lead nowhere.

    Newspapers set their own name in front of the title that the browser shows.
    """
    wanted = {key for key in (_key(said), _key(browser), _key(title_of(browser))) if len(key) >= SHORTEST_SAID}
    behind = {key for at in _CUTS.finditer(browser) if len(key := _key(browser[at.end() :])) >= SURE}
    same = [n for n, line in enumerate(lines) if not line.linked and _key(line.text) in wanted]
    return same or [n for n, line in enumerate(lines) if not line.linked and _key(line.text) in behind]


def title_in(line: str, browser: str) -> str:
    """Return the title that a line says; without what the line adds to the browser's title.

    >>> title_in("[讲话] 在全县大会上的讲话", "在全县大会上的讲话 - 某论坛"), title_in("在全县大会上的讲话", "讲话")
    ('在全县大会上的讲话', '在全县大会上的讲话')
    """
    whole = title_of(browser)
    return whole if len(_key(whole)) >= SURE and _key(whole) in _key(line) else line


def title_of(browser: str) -> str:
    """Return the browser's title without the names of channel and site behind it.

    >>> title_of("在全县大会上的讲话_某某县人民政府网"), title_of("述职报告 - 范文网"), title_of("2020-2021年计划")
    ('在全县大会上的讲话', '述职报告', '2020-2021年计划')
    """
    return _SEPARATOR.split(browser.strip())[0].strip()


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _first(said: Mapping[str, str], names: Iterable[str]) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def _named(notes: Sequence[Any], tag: str) -> Iterator[Any]:
    return (node for node in notes if node.tag == tag)


def _metas(notes: Sequence[Any]) -> dict[str, str]:
    """Return the contents of <meta> by name, and of elements with an itemprop; the first that says anything counts."""
    said: dict[str, str] = {}
    for node in _named(notes, "meta"):
        name = (node.getattr("name") or node.getattr("property") or node.getattr("itemprop") or "").strip().lower()
        content = " ".join((node.getattr("content") or "").split())
        if name and content and len(content) <= LONGEST:
            said.setdefault(name, content)
    return said


def _linked_data(notes: Sequence[Any]) -> dict[str, str]:
    """Return what the first block of JSON-LD with a headline says."""
    for node in _named(notes, "script"):
        text = node.text or ""
        if (node.getattr("type") or "").lower() != "application/ld+json" or len(text) > LARGEST_SCRIPT:
            continue
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(found):
            said = {"headline": item.get("headline"), "datepublished": item.get("datePublished") or item.get("pubDate")}
            author = item.get("author")
            author = author[0] if isinstance(author, list) and author else author
            said["author"] = author.get("name") if isinstance(author, dict) else author
            texts = {name: " ".join(value.split()) for name, value in said.items() if isinstance(value, str)}
            if texts.get("headline") or texts.get("datepublished"):
                return {name: value for name, value in texts.items() if 0 < len(value) <= LONGEST}
    return {}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a block: itself, those in its list or its graph."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (inner for inner in (graph if isinstance(graph, list) else ()) if isinstance(inner, dict))


def _is_person(author: str, site: str) -> bool:
    """Whether an author is one: many sites write their own name there."""
    return 2 <= len(author) <= 40 and author != site and bool(_HAN.search(author)) and not _SITE.search(author)


def _address(tree: HTMLTree, notes: Sequence[Any], said: str) -> str:
    """Return where the page is from: its canonical address, its own word, where it was saved from, its base."""
    document: Any = tree.document
    if document is None:
        return ""
    saved = ""
    node = document.first_child
    while node is not None and not saved:
        match = _SAVED.match(node.value or "") if node.tag == "#comment" else None
        saved, node = (match[1] if match else ""), node.next
    base = next((n.getattr("href") or "" for n in _named(notes, "base")), "")
    canonical = next(
        (n.getattr("href") or "" for n in _named(notes, "link") if (n.getattr("rel") or "").lower() == "canonical"), ""
    )
    for address in (canonical, said, saved, base):
        whole = _whole(address, saved or base)
        if whole:
            return whole
    return ""


def _whole(address: str, base: str) -> str:
    """Return an address with scheme and host, or nothing."""
    try:
        whole = urljoin(base if base.startswith("http") else "", address.strip())
        parts = urlsplit(f"http:{whole}" if whole.startswith("//") else whole)
        return parts.geturl() if address and parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""

"""Tell a speech's own title from what a collection's header adds to it: numbers, brackets, labels such as 范文 or 精选.

What stands apart, in brackets or behind a dash, shows by its form. A label without anything between (X范文(一)) goes only
where all headers of the page have it and nothing above them says the title with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from cleaner.document.forms import names_a_speech
from cleaner.document.titles import title_end, title_key

SHORTEST_OWN = 4  # code points that must be left of a title

_SAMPLE = "范文|例文|样文|样本|样例|模[板版]|范本|范例|示例|参考|素材|汇编|集锦"
_PRAISE = "优秀|精[选品编华]|最新|经典|热门|通用|实用|优质|优选"
LABEL = rf"(?:的?(?:{_SAMPLE}|{_PRAISE}))+"
NOTE = rf"[(【\[〔<](?:{LABEL}|推荐|转载|[全原正]文|完整版?|(?:约|共|全文)?\d+余?[字篇]左?右?)[)】\]〕>]"
_MARKS = frozenset("-_|·/~、:,.;>«»›◆■★☆●▪▲△▼◎○※✦►◄▶◀#*=→▍▎▌• ")
_PAIRS = {"(": ")", "【": "】", "[": "]", "〔": "〕", "<": ">", "《": "》"}
COUNTER = r"(?:第|之?篇章?|之|其|版本|[Pp]art\.?|PART\.?|N[oO]\.?|№|#)"
_BEFORE_NUMBER = re.compile(rf"(?:[(【\[〔<\"]\s?(?:共?\d+篇|{LABEL})*)?{COUNTER}?\s?$")
_COUNTED = re.compile(rf"[(【\[〔]?(?:{_PRAISE}|大全|推荐|合集|集锦|汇总|共)*\s?[\d一二三四五六七八九十]+\s?篇.*$")
_NOTE_BEHIND, _NOTE_BEFORE = re.compile(rf"{NOTE}$"), re.compile(rf"^{NOTE}")
_APART_BEHIND, _APART_BEFORE = re.compile(rf"(?<=[\s:|_·-]){LABEL}$"), re.compile(rf"^{LABEL}(?=[\s:|_·-])")
_LABEL_WORD = re.compile(rf"的?(?:{_SAMPLE}|{_PRAISE})")
_LABEL_BEHIND, _LABEL_BEFORE = re.compile(rf"{LABEL}$"), re.compile(r"^(?:最新|精选)(?:范文|例文)?|^(?:范文|例文)")

Span = tuple[int, int]


def own_titles(texts: Sequence[str], spans: Sequence[Span], above: Collection[str]) -> list[Span]:
    """Narrow each of ``spans``, where in a header of ``texts`` a title may stand, to the title; empty where there is none.

    ``above`` holds the lines above the first header.

    >>> texts = ["【范文】在全区会议上的讲话(一)", "【范文】在全县会议上的讲话(二)"]
    >>> [text[start:end] for text, (start, end) in zip(texts, own_titles(texts, [(0, 14), (0, 14)], []))]
    ['在全区会议上的讲话', '在全县会议上的讲话']
    """
    found = [_own(text, *span) for text, span in zip(texts, spans, strict=True)]
    if len(found) > 1 and all(end > start for start, end in found):
        found = _without_shared(texts, found, {title_key(_COUNTED.sub("", line)) for line in above})
    return found


def number_last(text: str, end: int) -> int:
    """Return where the title ends before a number that begins at ``end``, and the word that counts: 第, 篇, 之."""
    marker = _BEFORE_NUMBER.search(text, 0, end)
    return marker.start() if marker else end


def _own(text: str, start: int, end: int) -> Span:
    before = (-1, -1)
    while before != (start, end) and start < end:
        before = start, end
        start, end = _unwrapped(text, *_trimmed(text, start, end))
        for behind in (_NOTE_BEHIND, _APART_BEHIND):
            if found := behind.search(text[start:end]):
                end = start + found.start()
        for front in (_NOTE_BEFORE, _APART_BEFORE):
            if found := front.search(text[start:end]):
                start += found.end()
    return (start, end) if len(title_key(text[start:end])) > 1 else (0, 0)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def _unwrapped(text: str, start: int, end: int) -> Span:
    """Leave out a bracket at an edge that has no partner, and a pair that holds all there is."""
    title = text[start:end]
    partner, last = _partners(title), len(title) - 1
    if last > 0 and partner.get(0) == last:
        return start + 1, end - 1
    brackets = {*_PAIRS, *_PAIRS.values(), *'"'}
    if last > 0 and title[last] in brackets and last not in partner:
        return start, end - 1
    return start + (last > 0 and title[0] in brackets and 0 not in partner), end


def _partners(text: str) -> dict[int, int]:
    """Return of each bracket that has a partner where that stands; folded quotation marks open and close in turn."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    quotes = [place for place, char in enumerate(text) if char == '"']
    if quotes and len(quotes) % 2 == 0 and quotes[0] == 0 and quotes[-1] == len(text) - 1:
        if len(quotes) == 2 or '""' in (text[:2], text[-2:]):  # else two words in quotation marks
            quotes = [*quotes[1:-1], 0, len(text) - 1]
    elif len(quotes) % 2:  # one is a bracket's half
        quotes = quotes[1:] if text.startswith('""') or not text.endswith('"') else quotes[:-1]
    partner = dict(zip(quotes[::2], quotes[1::2], strict=True))
    partner |= {b: a for a, b in partner.items()}
    for place, char in enumerate(text):
        if opened and _PAIRS.get(text[opened[-1]]) == char:
            partner[place] = opened.pop()
            partner[partner[place]] = place
        elif char in _PAIRS:
            opened.append(place)
    return partner


def _without_shared(texts: Sequence[str], spans: Sequence[Span], above: Collection[str]) -> list[Span]:
    """Leave out what all titles have in common and is none of their own: a label, a site's name behind a dash."""
    titles = [text[start:end] for text, (start, end) in zip(texts, spans, strict=True)]
    room = min(map(len, titles)) - SHORTEST_OWN
    behind = _site_length(titles)
    titles = [title[: len(title) - behind] for title in titles]
    cuts = [0, *accumulate(len(word) for word in reversed(_shared_label(titles)))]
    fronts = {found[0] if (found := _LABEL_BEFORE.search(title)) else "" for title in titles}
    front = len(fronts.pop()) if len(fronts) == 1 else 0
    ways = [(before, cut) for before in (0, front) for cut in cuts]  # the least first
    said = (way for way in ways if any(_says(above, title[way[0] : len(title) - way[1]]) for title in titles))
    before, cut = next(said, ways[-1])
    if before + behind + cut > room:
        return list(spans)
    return [_own(text, start + before, end - behind - cut) for text, (start, end) in zip(texts, spans, strict=True)]


def _says(above: Collection[str], title: str) -> bool:
    key = title_key(title)
    return any(key in line for line in above)


def _shared_label(titles: Sequence[str]) -> list[str]:
    """Return the words of the label in which all titles end."""
    labels = [found[0] if (found := _LABEL_BEHIND.search(title)) else "" for title in titles]
    found = _LABEL_BEHIND.search(_common_end(labels))
    return _LABEL_WORD.findall(found[0]) if found else []


def _common_end(texts: Sequence[str]) -> str:
    shortest = min(texts, key=len)
    same = next((n for n in range(len(shortest), 0, -1) if all(text.endswith(shortest[-n:]) for text in texts)), 0)
    return shortest[len(shortest) - same :]


def _site_length(titles: Sequence[str]) -> int:
    """Return how long what a site adds behind each of ``titles`` is: its name, or anything else in which all end."""
    lengths = {len(title) - title_end(title) for title in titles}
    if len(lengths) == 1 and lengths != {0}:
        return lengths.pop()
    common = _common_end(titles)
    apart = re.search(r"\s*[-_|]", common)
    if len(set(titles)) == 1 or apart is None or names_a_speech(common[apart.start() :]):
        return 0
    return len(common) - apart.start()

"""The names of a page's site that it sets amid its sentences: where no sentence has them.

What is set there cuts words, stands between marks or blanks, or is an address that nothing leads to. A speaker who names the
site governs its name: 在小山文库, 小山文库的.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cleaner.document.noise.oddness import oddness
from cleaner.document.pairs import makes_word
from cleaner.document.sitenames import FRAMES_THAT_PROVE, MARK, PLACEHOLDER, SiteNames
from cleaner.document.stampednames import CLOSES, GOVERNS, NEAR_HOST, OPENS, SAYS, leads_to

SHORTEST_SET = 10  # code points of a line in which a name is set

_HAN, _NO_LETTER = re.compile("[一-龥]"), re.compile("[^一-龥A-Za-z0-9]")
_SIGNED = re.compile("[©®@※★☆◆●■┊┆│|]")
_UNSAID = re.compile(  # letter by letter, in capitals as nobody writes an address, or between signs that no sentence has
    rf"(?:[一-龥][^一-龥A-Za-z0-9]{{1,3}}){{2}}[一-龥]|(?<![A-Za-z])(?!www|WWW|Www)[Ww]{{3}}\.|\.(?!com?|COM?|net|NET|cn|CN|org|ORG|cc|CC)(?i:com?|net|cn|org|cc)(?![A-Za-z])"
    rf"|^{MARK}.*{MARK}$"
)
_SLOGAN = "(?:(?:整理|提供|收集|首发|原创|网友提供)(?:该文章)?|,(?:您|你|让|伴|助|陪|全国|国内|中国|最|专业|专注)[^,。!?;]{2,14}?(?:助手|帮手|伙伴|朋友|专家|秘书|首选|顾问|参谋|平台|网站|门户|基地|社区))"
_OWN_WORDS = r"(?:更多(?:请?[见看]|尽在)|(?:手机版)?(?:欢迎|请)访问|[Cc]opy ?right|来[自源]:|本站['\"]?|(?:本文|本资料|内容|文章)(?:来自于?|来源于?|转载?[自于]|摘自|选自|出自))"
_OWN = re.compile(_OWN_WORDS)
_OFFERS = (
    "(?:(?:公文|范文|文秘|文档|资料|讲稿|演讲稿|作文|写作){1,2}网?)?[A-Z]{0,10}"  # what the site's name goes on with
)
_NAME_SET = rf"[^ ]( ?(?:[\"/]|{OPENS}? ?{_OWN_WORDS} ?|{OPENS} ?{SAYS})?{PLACEHOLDER}{_OFFERS}(?:(?:[ :·|-]|{MARK}){{0,3}}{PLACEHOLDER})?{_SLOGAN}? ?(?:[\"/]|{CLOSES})? ?)[^ ]"
_JAMMED = rf"([!-~][ -~]{{0,60}}?)? ?{PLACEHOLDER}(?:[, ]{{0,2}}{PLACEHOLDER})? ?([ -~]{{0,60}}[!-~])?$"  # behind a line, or all of it
_TRADES = re.compile("范文|文秘|小编|演讲稿|讲话稿|发言稿|作文|论文|VIP|Discuz|楼主|免费下载")
_PLACES = frozenset("在到去来进上看见问录用称从向与和祝叫《")  # what governs a name even where nobody speaks of it
_PAUSES = frozenset(",;、。!?")
_GOES_WITH = frozenset("的记网站平栏公客上网")
_VERBS = _GOES_WITH | frozenset(
    "要将会是在为与和里中同讯报发刊推开已也都让把被于从对等有举办又再还就才很最更不没曾说老卖"
)


@dataclass(frozen=True, slots=True)
class _Set:
    """A name in a line, with what goes with it; ``odd`` where no sentence has it so, ``loose`` where some may."""

    row: int
    start: int
    end: int
    odd: bool
    loose: bool


def set_amid(
    lines: Mapping[int, str], names: SiteNames, set_in: Mapping[str, int] | None = None, *, trades: bool = False
) -> Iterator[tuple[int, int, int]]:
    """Yield the line and the range of each name of the site that was set amid sentences, where the page does that for sure.

    A name between two letters of a word, between blanks or marks, or an address that nothing leads to is odd, and goes. Where
    that is so in several lines, or where the name was ``set_in`` several, it goes wherever nothing governs it; as it does where
    the site ``trades`` in texts, of which no speaker speaks.

    >>> lines = {3: "我们要把安小山文库全放在第一位。", 5: "一件一件抓落小山文库实。", 7: "要真抓小山文库实干。", 8: "大家到小山文库去看。"}
    >>> [*set_amid(lines, SiteNames(("小山文库",)))]
    [(3, 5, 9), (5, 6, 10), (7, 3, 7)]
    """
    found: list[_Set] = []
    for row, line in lines.items():
        if len(line) >= SHORTEST_SET and names.found_in(line):
            found += _names_set(row, line, names, trades=trades)
            found += _jammed(row, line, names)
    odd = len({one.row for one in found if one.odd})
    proven = trades or odd + sum((set_in or {}).get(name, 0) for name in names.names) >= FRAMES_THAT_PROVE
    for one in found:
        if one.odd or (proven and one.loose):
            yield one.row, one.start, one.end


def trades_in_texts(chrome: Mapping[int, str]) -> bool:
    """Whether the chrome of a page is that of a site which trades in texts: templates, documents, essays.

    >>> trades_in_texts({0: "范文大全 > 讲话稿", 9: "小编推荐"}), trades_in_texts({0: "人民政府 > 领导讲话"})
    (True, False)
    """
    return len({word for text in chrome.values() for word in _TRADES.findall(text)}) >= FRAMES_THAT_PROVE


def _jammed(row: int, line: str, names: SiteNames) -> Iterator[_Set]:
    """Yield the name at the end of a line with what is jammed around it: characters that mean nothing."""
    encoded = line.encode()
    match = names.fill(_JAMMED).search(encoded)
    if match and any(sum(map(oddness, (match[side] or b"").decode().split())) >= 1 for side in (1, 2)):
        yield _Set(row, len(encoded[: match.start()].decode()), len(line), odd=True, loose=True)


def _names_set(row: int, line: str, names: SiteNames, *, trades: bool) -> Iterator[_Set]:
    """Yield the names in a line, with how they stand there; where the site trades in texts, less is said of it."""
    governs = _PLACES if trades else GOVERNS
    encoded = line.encode()
    byte = point = 0
    for match in names.fill(_NAME_SET).finditer(encoded):
        first, last = match.span(1)
        start = point = point + len(encoded[byte:first].decode())
        byte, end = first, start + len(encoded[first:last].decode())
        whole = line[start:end]
        blank, latin = whole[:1] == whole[-1:] == " ", whole.isascii()
        whole = whole.strip(" ")
        marked = _SIGNED.match(whole) or (
            _NO_LETTER.match(whole[0]) and _NO_LETTER.match(whole[-1]) and (latin or whole[0] != '"')
        )
        a, b = line[start - 1], line[end]
        ends = latin and "." in whole and b in _PAUSES  # a clause may end with an address, a name would be its object
        surely = _OWN.match(whole.lstrip("([【<{")) or _UNSAID.search(whole)
        if not (_HAN.match(a) or a in _PAUSES) or not (
            _HAN.match(b) or b in '"《' or ends or (surely and b in _PAUSES)
        ):
            continue
        led = leads_to(line[max(0, start - NEAR_HOST) : start])
        cut = makes_word(a, b) and not makes_word(a, whole[0])
        odd = bool(surely) or (not led and not ends and bool(cut or marked or ((blank or latin) and _HAN.match(a))))
        loose = not led and a not in governs and b not in (_GOES_WITH if trades and _HAN.match(a) else _VERBS)
        yield _Set(row, start, end, odd, loose)

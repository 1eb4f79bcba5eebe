"""Find noise: characters that no writer meant, wherever they stand. Each becomes an edit of cause ``noise``.

Each kind of noise is a finder behind a gate, a search that costs next to nothing in clean text. What was found is taken out
and the rest is searched again, since noise hides in noise: ``&lt;p&gt;``, or ``&nbsp;`` with a zero-width blank inside it. So
what is left holds none. In doubt a character stays: text that is lost is worse than noise that is left.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html.entities import html5
from importlib import resources
from itertools import pairwise

from cleaner.document.edits import apply_edits
from cleaner.document.fold import fold, radicals, script_characters
from cleaner.model import Edit

ROUNDS = 8  # real pages need two; only made-up nesting needs more
COMMON = 10.0  # how surprising a common character may be, on the scale of frequencies.txt: the first 1,600
SHORTEST_DOUBLED = 20  # code points: shorter lines may be refrains, slogans, cells of a table

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK = f"{_HAN}\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u301f\uff01-\uff65"  # with the punctuation that goes with it
_han = re.compile(f"[{_HAN}]")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of noise: ``gate`` meets every text that has any of it, ``find`` yields it as edits."""

    gate: re.Pattern[str] | tuple[str, ...]
    find: Callable[[str], Iterable[Edit]]

    def may_be_in(self, text: str) -> bool:
        if isinstance(self.gate, tuple):
            return any(literal in text for literal in self.gate)
        return self.gate.search(text) is not None


def find_noise(text: str) -> list[Edit]:
    r"""Return the noise in ``text`` as sorted, disjoint edits; ``new`` is empty or the one character that was meant.

    >>> [(edit.start, edit.new, edit.rule) for edit in find_noise("同\u200b志⻩河&ldquo;")]
    [(1, '', 'invisible'), (3, '黄', 'radical'), (5, '“', 'entity')]
    """
    edits: list[Edit] = []
    left = text
    for _ in range(ROUNDS):
        found = _first_come(edit for kind in _KINDS if kind.may_be_in(left) for edit in kind.find(left))
        if not found:
            break
        edits = _after(edits, found) if edits else found
        left = apply_edits(text, edits)
    return edits


def _noise(start: int, end: int, rule: str, new: str = "") -> Edit:
    return Edit(start, end, new, "noise", "artefact", rule)


def _first_come(edits: Iterable[Edit]) -> list[Edit]:
    """Sort; of two that overlap the first stays, or the longer where both start together: the next round sees the rest."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end, edit.rule)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _after(first: Sequence[Edit], second: Iterable[Edit]) -> list[Edit]:
    """Add edits of the edited text to the edits that made it, and say both in offsets of the original.

    As ``new`` is one character at most, an edit of ``first`` is inside one of ``second`` or outside it, never cut.

    >>> nested = _after([_noise(1, 5, "entity", "<"), _noise(6, 10, "entity", ">")], [_noise(1, 4, "markup")])
    >>> [(edit.start, edit.end, edit.new, edit.rule) for edit in nested]
    [(1, 10, '', 'markup')]
    """
    starts, ends, shift = [], [], 0
    for edit in first:
        starts.append(edit.start + shift)
        ends.append(starts[-1] + len(edit.new))
        shift = ends[-1] - edit.end
    merged: list[Edit] = []
    done = 0
    for edit in second:
        low, high = bisect_right(ends, edit.start), bisect_left(starts, edit.end)
        start = edit.start + (first[low - 1].end - ends[low - 1] if low else 0)
        end = edit.end + (first[high - 1].end - ends[high - 1] if high else 0)
        merged += first[done:low]
        merged.append(_noise(start, end, edit.rule, edit.new))
        done = high
    return [*merged, *first[done:]]


def _line_end(text: str, start: int, end: int) -> str:
    r"""Return what stands for a line end at ``[start, end)``: nothing at the rim of a line, where there is one already.

    >>> _line_end("好。<br>一、", 2, 6), _line_end("好。<br>", 2, 6)
    ('\n', '')
    """
    return "\n" if _stands_between(text, start, end) else ""


def _stands_between(text: str, start: int, end: int) -> bool:
    """Whether text stands on both sides of ``[start, end)``, on the same line."""
    return _blank_to_line_start(text, start) < 0 and _TO_LINE_END.match(text, end) is None


_ENDS = "\r\n\f\u2028\u2029"
_TO_LINE_END = re.compile(rf"[ \t\xa0\u3000]*+(?:[{_ENDS}]|\Z)")
_BLANKS = " \t\xa0\u3000"


def _blank_to_line_start(text: str, end: int) -> int:
    """Return where the line starts if only blanks stand before ``end``, else -1."""
    while end and text[end - 1] in _BLANKS:
        end -= 1
    return end if end == 0 or text[end - 1] in _ENDS else -1


# Invisible characters.

# Controls (not tab and line ends), soft hyphen, zero-width and direction marks, interlinear anchors, noncharacters.
_INVISIBLE = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
_invisible_run = re.compile(f"[{_INVISIBLE}]+")
# Joiners and direction marks mean something between these: emoji, and scripts of the Near East, India, Tibet, Mongolia.
_JOINED = re.compile(
    r"[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u200d\u2600-\u27bf\ufb1d-\ufdff\ufe0f\U0001f000-\U0001faff]"
)
_JOINERS = frozenset("\u061c\u180e\u200c\u200d\u200e\u200f")


def _invisible(text: str) -> Iterator[Edit]:
    for match in _invisible_run.finditer(text):
        start, end = match.span()
        joins = _JOINED.match(text, start - 1) if start else None
        if not (joins and _JOINERS.issuperset(match[0])):
            yield _noise(start, end, "invisible")


_radical_pattern = re.compile(f"[{''.join(radicals())}]")


def _radical(text: str) -> Iterator[Edit]:
    for match in _radical_pattern.finditer(text):
        yield _noise(match.start(), match.end(), "radical", radicals()[match[0]])


# Private use: characters that only one font knows.

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# Symbol and Wingdings as Word and PDF leave them: the bullets, ticks and dashes that are in use.
_SYMBOLS = dict(
    zip(
        "\uf06c\uf06e\uf075\uf076\uf09f\uf0a1\uf0a7\uf0a8\uf0b7\uf0be\uf0d8\uf0e0\uf0f0\uf0fb\uf0fc\uf0fe\uf8e7",
        "●■◆❖•○▪◻•—➢→⇨✗✓☑—",
        strict=True,
    )
)
_HAN_OR_PRIVATE = re.compile(f"[{_HAN}\ue000-\uf8ff\U000f0000-\U0010ffff]")
_HKSCS = ((0xE000, 0xE310, 0xFA), (0xE311, 0xEEB7, 0x8E), (0xEEB8, 0xF6B0, 0x81))  # first, last, lead byte of the first


def _private_use(text: str) -> Iterator[Edit]:
    """Give the character where it is known, and take out icons; any other may be a rare character of a name and stays.

    Hong Kong's characters had private places before Unicode had them; in Traditional text beside a Han character they are
    meant.
    """
    traditional = _is_traditional(text)
    matches = list(_PRIVATE.finditer(text))
    icons = not traditional and _are_icons(text, matches)
    line_end, alone = 0, False
    for match in matches:
        new = _SYMBOLS.get(match[0], "")
        if not new and traditional and _touches_han(text, match.start()):
            new = _hong_kong(match[0])
        if match.start() >= line_end:
            line_end = _line_end_after(text, match.start())
            alone = not _han.search(text, text.rfind("\n", 0, match.start()) + 1, line_end)
        if new or icons or alone:
            yield _noise(match.start(), match.end(), "private-use", new)


def _are_icons(text: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether it is a page of icons: three at least, none between two Han characters, and most of them open a line."""
    if len(matches) < 3 or any(_touches_han(text, match.start()) == 2 for match in matches):
        return False
    return sum(_blank_to_line_start(text, match.start()) >= 0 for match in matches) * 2 >= len(matches)


def _line_end_after(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _is_traditional(text: str) -> bool:
    simplified, traditional = script_characters()
    counts = Counter(text)
    return sum(counts[char] for char in traditional & counts.keys()) > sum(
        counts[char] for char in simplified & counts.keys()
    )


def _touches_han(text: str, at: int) -> int:
    """Return on how many sides of the character a Han character stands, or another private one."""
    before = at > 0 and _HAN_OR_PRIVATE.match(text, at - 1) is not None
    return before + (_HAN_OR_PRIVATE.match(text, at + 1) is not None)


def _hong_kong(char: str) -> str:
    r"""Return the character that Big5-HKSCS has at the place of a private one, or nothing.

    >>> _hong_kong("\ue473"), _hong_kong("\uf6cf")
    ('邨', '')
    """
    for first, last, lead in _HKSCS:
        if first <= ord(char) <= last:
            row, cell = divmod(ord(char) - first, 157)
            trail = 0x40 + cell if cell < 63 else 0xA1 + cell - 63
            meant = bytes((lead + row, trail)).decode("big5hkscs", "ignore")
            return meant if len(meant) == 1 and _han.match(meant) else ""
    return ""


# Escapes: the line ends and characters of another notation.

_ESCAPE = re.compile(
    r"(?P<end>(?:(?:\\?x0[dD]\\?x0[aA]|_x000[dDaA]_|\\r\\n|(?<![!-~])/r/n(?![!-~]))[ \t]*+)++"
    r"|(?<![!-~])(?:\\[rn])++(?![A-Za-z]))"
    r"|(?P<blank>(?:_x00(?:09|20|[aA]0)_|\\u3000|\\xa0|\\u00[aA]0|(?<![!-~])(?:\\t)++(?![A-Za-z]))++)"
    r"|(?:\\|%)u(?P<code>20[12][0-9a-fA-F]|30[01][0-9a-fA-F]|[4-9][0-9a-fA-F]{3}|[fF][fF][0-6][0-9a-fA-F])"
)


def _escape(text: str) -> Iterator[Edit]:
    for match in _ESCAPE.finditer(text):
        start, end = match.span()
        if match["code"]:
            char = chr(int(match["code"], 16))
            yield _noise(start, end, "escape", char)
        elif match["blank"]:
            yield _noise(start, end, "escape", " " if _stands_between(text, start, end) else "")
        else:
            yield _noise(start, end, "escape", _line_end(text, start, end))


# Entities.

_BARE_ENTITIES = ("nbsp;", "ldquo;", "rdquo;", "lsquo;", "rsquo;", "middot;", "hellip;", "mdash;", "emsp;", "ensp;")
_ENTITY = re.compile(
    r"&(?:amp;)*(?:(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6})[;；]"
    r"|(?P<loose>(?i:nbsp|[lr][sd]quo|middot|hellip|mdash|e[mn]sp))(?![A-Za-z0-9=]))"
    r"|(?<![0-9A-Za-z&#])(?P<bare>nbsp|[lr][sd]quo|middot|hellip|mdash|e[mn]sp);"
)
_ALWAYS = frozenset(name[:-1] for name in _BARE_ENTITIES)  # known even without their semicolon
_BLANK_NAMES = frozenset({"nbsp", "ensp", "emsp", "thinsp", "#160", "#xa0", "#32", "#x20", "#12288", "#x3000"})
_LINE_END_NAMES = frozenset({"#13", "#10", "#xd", "#xa", "newline"})


def _entity(text: str) -> Iterator[Edit]:
    """Give entities back their character; a run of blanks is one blank, and none at the rim of a line."""
    edge, at_rim = -1, False  # where the blanks before end, and whether they open a line
    for match in _ENTITY.finditer(text):
        name = match["name"] or match["loose"] or match["bare"]
        start, end = match.span()
        if name.lower() in _BLANK_NAMES:
            again = edge >= 0 and not text[edge:start].strip()
            at_rim = at_rim if again else _blank_to_line_start(text, start) >= 0
            new = "" if again or at_rim or _BLANK_ENTITIES.match(text, end) else " "
            edge = end
            yield _noise(start, end, "entity", new)
        elif name.lower() in _LINE_END_NAMES:
            yield _noise(start, end, "entity", _line_end(text, start, end))
        elif char := _meant(name):
            yield _noise(start, end, "entity", char)


_BLANK_ENTITIES = re.compile(r"(?:[ \t\xa0\u3000]|&(?:nbsp|ensp|emsp|thinsp);?)*+(?:[\r\n\f\u2028\u2029]|\Z)")


def _meant(name: str) -> str:
    """Return the character of an entity, or nothing where none or no single one is meant.

    >>> _meant("ldquo"), _meant("#8220"), _meant("LDQUO"), _meant("#0"), _meant("dti")
    ('“', '“', '“', '', '')
    """
    if name.startswith("#"):
        char = html.unescape(f"&{name};")
    else:
        char = html5.get(f"{name};", "") or (html5[f"{name.lower()};"] if name.lower() in _ALWAYS else "")
    return char if len(char) == 1 and char not in "\ufffd\r" and not "\ud800" <= char <= "\udfff" else ""


# Markup: HTML tags and BBCode that a scraper left in the text.

# Names that stand for a line end; for a blank; for nothing. Of the last two rows only those with proof go: attributes, or
# a closing tag somewhere in the text; a bare <b> or <video> may be a writer's.
_LINE_TAGS = "p br div li ul ol dl dt dd tr table tbody thead h1 h2 h3 h4 h5 h6 hr blockquote center pre o:p"
_CELL_TAGS = "td th"
_SURE_TAGS = (
    "span font strong em img html iframe noscript script style meta wbr nobr tt del ins pages noinclude onlyinclude"
)
_UNSURE_TAGS = (
    "a b i u s q big small sub sup code cite mark body head title link form input button label select option textarea object "
    "param embed article section header footer nav main figure figcaption address time area map base col colgroup caption var "
    "audio video source center strike poem ref dfn kbd samp abbr v:shape w:sdt st1:chsdate st1:personname xml marquee fieldset"
)
_NAMES = "|".join(sorted({*f"{_LINE_TAGS} {_CELL_TAGS} {_SURE_TAGS} {_UNSURE_TAGS}".split()}, key=len, reverse=True))
_TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>{_NAMES})(?P<rest>(?:[\s/][^<>]{{0,2000}})?)>"
    r"|<(?:!DOCTYPE|\?xml|!\[CDATA\[|!\[if|!\[endif)[^<>]{0,500}>",
    re.IGNORECASE,
)
_BB_SURE = "url img size font color align email flash attach attachimg backcolor postbg fly float indent sound media"
_BB_UNSURE = (
    "b i u s p quote code list table tr td th free hide hr left right center audio video qq em sub sup index page"
)
_BB_NAMES = "|".join(sorted(f"{_BB_SURE} {_BB_UNSURE}".split(), key=len, reverse=True))
_BBCODE = re.compile(
    rf"\[(?P<close>/?)(?P<name>{_BB_NAMES})(?P<rest>=[^\[\]\n]{{1,300}})?\]|\{{:[a-z0-9_]{{1,20}}:\}}|\[s:[0-9]{{1,5}}\]",
    re.IGNORECASE,
)
# What stands between these is an address or a number, never text.
_BB_OBJECT = re.compile(
    r"\[(?P<name>img|attach|attachimg|flash|media|audio|video|sound)(?:=[^\[\]\n]{1,100})?\]"
    rf"[^\[\]\n{_HAN}]{{0,500}}\[/(?P=name)\]",
    re.IGNORECASE,
)
_LETTER_IN_BRACKETS = re.compile(r"\[([a-z])\]", re.IGNORECASE)
_ATTRIBUTES = re.compile(
    r"""(?:(?<![!-~])["']\s{0,2}|(?<![!-~]))(?:(?:style|class|align|valign|href|src|target|width|height|border|color|face|size|lang|id)\s?=\s?"""
    r"""(?:"[^"<>\n]{0,300}"|'[^'<>\n]{0,300}')\s{0,4})++/?>""",
    re.IGNORECASE,
)


_POWER = re.compile(r"[<\[]sup[>\]]\s{0,3}(?P<power>[-+]?[0-9.,]{0,8}[0-9])\s{0,3}[<\[]/sup[>\]]", re.IGNORECASE)


def _markup(text: str) -> Iterator[Edit]:
    """Take out tags; a power keeps its meaning, 10<sup>4</sup> without its tags would be 104."""
    powers = list(_POWER.finditer(text))
    for match in powers:
        if len(match["power"]) == 1:
            yield _noise(match.start(), match.end(), "markup", "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(match["power"])])
    tags = sorted((*_tags(text), *_bbcode(text)))
    yield from _together(text, _outside(tags, [match.span() for match in powers]))
    for match in _BB_OBJECT.finditer(text):
        yield _noise(match.start(), match.end(), "markup")


def _tag_end(text: str) -> Iterator[Edit]:
    """Take out the end of a tag that lost its beginning: ``" target="_blank">``."""
    for match in _ATTRIBUTES.finditer(text):
        yield _noise(match.start(), match.end(), "markup")


def _outside(tags: Iterable[tuple[int, int, str]], ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    starts = [start for start, _ in ranges]
    for tag in tags:
        at = bisect_right(starts, tag[0]) - 1
        if at < 0 or ranges[at][1] <= tag[0]:
            yield tag


def _tags(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what it stands for) of each HTML tag."""
    matches = list(_TAG.finditer(text))
    closed = {match["name"].lower() for match in matches if match["close"]}
    for match in matches:
        name, rest = (match["name"] or "").lower(), match["rest"] or ""
        if rest.strip(" /\t\r\n") and "=" not in rest and not rest.isascii():
            continue  # <b 甲>
        if name in _UNSURE and name not in closed and "=" not in rest and not rest.endswith("/"):
            continue
        yield match.start(), match.end(), _STANDS_FOR.get(name, "")


_UNSURE = frozenset(_UNSURE_TAGS.split())
_STANDS_FOR = dict.fromkeys(_LINE_TAGS.split(), "\n") | dict.fromkeys(_CELL_TAGS.split(), " ")


def _bbcode(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what it stands for) of each BBCode tag; a bare [b] needs proof that it is no item or sound."""
    matches = list(_BBCODE.finditer(text))
    closed = {(match["name"] or "").lower() for match in matches if match["close"]}
    for match in matches:
        name = (match["name"] or "").lower()
        bare = name in _BB_UNSURE_NAMES and not match["close"] and not match["rest"]
        if bare and name not in closed and not _opens_line_alone(text, match):
            continue
        yield match.start(), match.end(), "\n" if name in ("tr", "hr", "p") else " " if name == "td" else ""


_BB_UNSURE_NAMES = frozenset(_BB_UNSURE.split())


_OPENING = re.compile(f"[{_CJK}0-9]")


def _opens_line_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a bare [b] stands at the start of a line of Chinese, and no other letter is in brackets anywhere."""
    if len(match[0]) > 3 or _blank_to_line_start(text, match.start()) < 0 or not _OPENING.match(text, match.end()):
        return False
    return {letter.lower() for letter in _LETTER_IN_BRACKETS.findall(text)} <= set("bius")


def _together(text: str, tags: Iterable[tuple[int, int, str]]) -> Iterator[Edit]:
    """Make one edit of tags that stand side by side: of several line ends one is enough."""
    group: list[tuple[int, int, str]] = []
    for tag in tags:
        if group and (tag[0] < group[-1][1] or text[group[-1][1] : tag[0]].strip(" \t")):
            yield _group_edit(text, group)
            group = []
        group.append(tag)
    if group:
        yield _group_edit(text, group)


def _group_edit(text: str, group: Sequence[tuple[int, int, str]]) -> Edit:
    start, end = group[0][0], group[-1][1]
    old = text[start:end]
    stands_for = max(tag[2] for tag in group) if not any(tag[2] == "\n" for tag in group) else "\n"
    if "\n" in old:
        stands_for = "\n"
    if (
        not stands_for
        and " " in _between(text, group)
        and text[start - 1 : start].isascii()
        and text[end : end + 1].isascii()
    ):
        stands_for = " "
    return _noise(start, end, "markup", stands_for if stands_for and _stands_between(text, start, end) else "")


def _between(text: str, group: Sequence[tuple[int, int, str]]) -> str:
    return "".join(text[one[1] : two[0]] for one, two in pairwise(group))


# Comments, scripts and styles between their tags.

_HIDING = re.compile(r"<!--|-->|<(?P<close>/?)(?P<name>script|style)(?=[\s/>])[^<>]{0,2000}>", re.IGNORECASE)
MOST_HAN_HIDDEN = 60  # what holds more Chinese than this is no comment: then only its tags go


def _hidden(text: str) -> Iterator[Edit]:
    """Take out ``<!-- … -->``, ``<script>…</script>`` and ``<style>…</style>`` with what is between."""
    opened: re.Match[str] | None = None
    for match in _HIDING.finditer(text):
        if opened is None or (opened["name"] or "").lower() != (match["name"] or "").lower():
            if opened is None and match[0] != "-->" and not match["close"]:
                opened = match
            continue
        if match[0] == "-->" or match["close"]:
            yield from _hidden_range(text, opened, match)
            opened = None


def _hidden_range(text: str, opened: re.Match[str], closed: re.Match[str]) -> Iterator[Edit]:
    rule = {"script": "script", "style": "style"}.get((opened["name"] or "").lower(), "markup")
    if len(_han.findall(text, opened.end(), closed.start())) <= MOST_HAN_HIDDEN:
        new = _line_end(text, opened.start(), closed.end()) if "\n" in text[opened.end() : closed.start()] else ""
        yield _noise(opened.start(), closed.end(), rule, new)
    elif opened[0] == "<!--":
        yield _noise(*opened.span(), rule)
        yield _noise(*closed.span(), rule)


# Styles: CSS without its tags.

_PROPERTIES = (
    r"(?:-?(?:webkit|moz|ms|o|mso)-[a-z-]{2,40}|font(?:-(?:family|size|weight|style|variant))?|line-height|letter-spacing|"
    r"word-(?:spacing|break|wrap)|white-space|text-[a-z]{3,12}(?:-[a-z]{3,12})?|background(?:-[a-z]{3,12})?|"
    r"(?:margin|padding|border)(?:-[a-z]{2,7}){0,2}|(?:min-|max-)?(?:width|height)|color|display|float|clear|position|"
    r"overflow(?:-[xy])?|vertical-align|list-style(?:-type)?|z-index|cursor|layout-grid(?:-mode)?|tab-stops|page-break-[a-z]+|"
    r"visibility|opacity|zoom|filter|top|left|right|bottom|content|size|panose-1|outline|transition|box-[a-z]+|orphans|widows)"
)
_BLOCK = re.compile(r"\{([^{}]{0,3000})\}")
_DECLARATION = re.compile(r"[\s\"']*[*_]?[a-z][a-z-]{1,40}\s*:\s*[^:\n]{1,300}", re.IGNORECASE)
_KNOWN = re.compile(rf"[\s\"']*[*_]?{_PROPERTIES}\s*:", re.IGNORECASE)
_SELECTOR_TOKEN = re.compile(
    r"(?:(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+|:{1,2}[a-z-]+(?:\([^()]*\))?|\[[^\[\]]*\])+|\*|>|\+|@[a-z-]+(?: [\w ():,-]*)?"
    r"|(?:p|a|b|i|u|td|th|tr|table|tbody|body|html|div|span|ul|ol|li|dl|dt|dd|h[1-6]|img|font|em|strong|input|form|pre|code))",
    re.IGNORECASE,
)
_RUN = re.compile(
    r"(?<![A-Za-z0-9_-])(?:(?:font-(?:family|size|weight|style)|line-height|text-(?:indent|align|decoration)|letter-spacing|"
    r"background-(?:color|image)|mso-[a-z-]{2,40}|margin(?:-[a-z]{3,6})?|padding(?:-[a-z]{3,6})?|white-space|"
    r"word-(?:spacing|break|wrap)|color|layout-grid-mode|vertical-align)"
    r"""[ ]?:[ ]?[\w.%#'"() ,-]{1,60}?;[ \t]?)++""",
    re.IGNORECASE,
)
_AT_RULE = re.compile(r"@[a-z-]{4,20}[^{}@;\n]{0,100}\Z")
_EMPTY_AT_RULE = re.compile(
    r"@[a-z-]{4,20}[^{}\n@]{0,200}\{\s*\}|@import [^;\n]{1,200};|@charset [^;\n]{1,40};", re.IGNORECASE
)


def _style(text: str) -> Iterator[Edit]:
    """Take out rules such as ``.TRS_Editor P{margin:0}`` with their selectors, and runs of ``font-family:宋体;``."""
    before = 0
    for match in _BLOCK.finditer(text):
        start = _selector_start(text, match.start(), before)
        if _is_declarations(match[1]) and (start < match.start() or _KNOWN.match(match[1])):
            new = _line_end(text, start, match.end()) if "\n" in match[0] else ""
            yield _noise(start, match.end(), "style", new)
        before = match.end()
    for match in _RUN.finditer(text):
        if match[0].count(";") > 1 or "-" in match[0].partition(":")[0]:
            yield _noise(match.start(), match.end(), "style")
    for match in _EMPTY_AT_RULE.finditer(text):
        yield _noise(match.start(), match.end(), "style")


def _is_declarations(inside: str) -> bool:
    """Whether what stands in braces is ``name: value`` throughout, and one of the names at least is of CSS.

    >>> _is_declarations("text-indent:2em;line-height:28px;"), _is_declarations("注：作者按")
    (True, False)
    """
    parts = [part for part in re.sub(r"/\*[^*]*\*/|url\([^()]*\)|progid:[^;]*", "", inside).split(";") if part.strip()]
    if not all(_DECLARATION.fullmatch(part) for part in parts):
        return False
    return any(_KNOWN.match(part) for part in parts)


def _selector_start(text: str, brace: int, least: int) -> int:
    """Return where the selector before a brace starts: leftwards while tokens can be of a selector."""
    start = position = brace
    least = max(least, brace - 400)
    while True:
        while position > least and text[position - 1] in " ,\t":
            position -= 1
        token = position
        while token > least and text[token - 1].isascii() and text[token - 1] not in " ,\t\r\n{};":
            token -= 1
        if token == position or not _SELECTOR_TOKEN.fullmatch(text, token, position):
            at_rule = _AT_RULE.search(text, least, start)
            return at_rule.start() if at_rule else start
        start = position = token


# Scripts without their tags.

_SCRIPT = re.compile(
    r"(?<![\w.$])(?:document\.(?:write(?:ln)?|getElement\w+|cookie|domain|body|title)\b\s?(?=[(.=])"
    r"|window\.[\w$]{2,40}(?=\s?[(.=\[])|var\s{1,4}[\w$]{1,60}(?=\s?[=;])|function\s{0,2}[\w$]{0,60}\s?\([^()\n]{0,200}\)\s?(?=\{)"
    r"""|\$\((?=document|function|["'])|jQuery\(|_hmt\.push(?=\()|\(function\s?\([^()\n]{0,100}\)\s?(?=\{)"""
    r"|set(?:Timeout|Interval)\(|BAIDU_CLB_\w{2,40}(?=\()|google_ad_[a-z]{2,20}(?=\s?=)|cpro_[a-z]{2,20}(?=\s?=)"
    r"|bdshare_config(?=\s?=)|(?:GoogleAd|show_ads|__gaTracker|_gaq\.push|ga)(?=\(['\"\[]))"
)
_SCRIPT_TOKEN = re.compile(rf"[(){{}}\[\]\"';\n]|[{_CJK}]")
_CLOSERS_LINE = re.compile(r"^[ \t]*+[})\];]{1,8}[ \t]*+$", re.MULTILINE)
LONGEST_STATEMENT = 2000


def _script(text: str) -> Iterator[Edit]:
    """Take out statements of JavaScript, from a word that begins one to where its brackets are closed."""
    position = single_line_until = 0
    while match := _SCRIPT.search(text, position):
        start = match.start()
        depth = match[0].count("(") - match[0].count(")")
        end, whole = _statement_end(text, match.end(), depth, one_line=start < single_line_until)
        if not whole:  # looking far ahead again and again would take quadratic time
            single_line_until = max(single_line_until, start + LONGEST_STATEMENT)
        position = max(end, match.end())
        if end > match.end():
            yield _noise(start, end, "script", _line_end(text, start, end) if "\n" in text[start:end] else "")
    if position:
        for match in _CLOSERS_LINE.finditer(text):
            yield _noise(match.start(), match.end(), "script")


def _statement_end(text: str, start: int, depth: int, *, one_line: bool) -> tuple[int, bool]:
    """Return where the statement that goes on at ``start`` ends, and whether its ``depth`` brackets are closed there.

    One that is not closed goes up to the end of the line or to the first Chinese outside quotes.
    """
    quote, rim = "", -1
    for match in _SCRIPT_TOKEN.finditer(text, start, start + LONGEST_STATEMENT):
        sign, at = match[0], match.start()
        if sign == "\n" or not (quote or sign.isascii()):
            quote, rim = "", at if rim < 0 else rim
            if depth == 0 or one_line or sign != "\n":
                return rim, depth == 0
        elif quote:
            quote = "" if sign == quote and text[at - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign == ";" and depth == 0:
            return at + 1, True
        else:
            depth += _DEPTH.get(sign, 0)
            if depth < 0:
                return at, True
            if depth == 0 and sign in ")]}" and (tail := _TAIL[sign].match(text, at + 1)):
                return tail.end(), True
    return (rim if rim >= 0 else min(len(text), start + LONGEST_STATEMENT)), False


_DEPTH = dict.fromkeys("([{", 1) | dict.fromkeys(")]}", -1)
_GOES_ON = re.compile(r"(?![;.(\[={])")
_TAIL = {")": _GOES_ON, "]": _GOES_ON, "}": re.compile(r"[ \t]?[;)]{0,3}(?:\(\);?)?")}  # a function may be called


# Pinyin behind characters that need none.

_TONES = "āáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜńňǹḿ"
_TONED = re.compile(f"[{_TONES}]")
_PINYIN = f"a-züɑɡêv{_TONES}"
_GLOSS = re.compile(
    rf"(?<=[{_HAN}])(?:\((?P<a>[ ]?[{_PINYIN}][{_PINYIN} '’·\u3000-]{{0,40}})\)"
    rf"|（(?P<b>[ ]?[{_PINYIN}][{_PINYIN} '’·\u3000-]{{0,40}})）|\[(?P<c>[ ]?[{_PINYIN}][{_PINYIN} '’·\u3000-]{{0,40}})\])"
)
_UNTONED = str.maketrans(
    {
        toned: plain
        for plain, row in zip("aeiouü", ("āáǎăàɑ", "ēéěĕèê", "īíǐĭì", "ōóǒŏò", "ūúǔŭù", "ǖǘǚǜv"), strict=True)
        for toned in row
    }
    | {"ɡ": "g", "ń": "n", "ň": "n", "ǹ": "n", "ḿ": "m"}
)
_SYLLABLE = re.compile(
    r"(?:[zcs]h|[gkh])(?:uang|uai|uan|ua)|[zcs]hi"
    r"|(?:[zcs]h?|[gkhr])(?:ang|eng|ong|uan|ai|ei|ao|ou|an|en|uo|ui|un|a|e|u)|[zcsr]i"
    r"|[dtnl](?:iang|ang|eng|ong|iao|ian|ing|uan|ai|ei|ao|ou|an|en|ia|ie|iu|in|uo|ui|un|üe|ue|a|e|i|u|ü|o)"
    r"|[bpmf](?:ang|eng|iao|ian|ing|ai|ei|ao|ou|an|en|ie|iu|in|a|o|e|i|u)"
    r"|[jqx](?:iang|iong|iao|ian|ing|uan|üan|ia|ie|iu|in|ue|üe|un|ün|i|u|ü)"
    r"|y(?:ang|ong|ing|uan|ao|ai|ou|an|in|ue|un|a|o|e|i|u)|w(?:ang|eng|ai|ei|an|en|a|o|u)"
    r"|(?:ang|eng|ai|ei|ao|ou|an|en|er|a|o|e)"
)
_NOT_CHINESE = re.compile("f(?:i|ai|ao|e|iao|ian|ing|ie|iu|in)$|bou$|be$|pe$")  # what the pattern above lets through
_READING = re.compile(
    "读音|讀音|读作|讀作|读成|讀成|念作|念成|念做|拼音|注音|字音|多音|音同|發音|发音|讀法|读法|字典|词典|詞典|识字|生字"
)
# Characters of many readings: a gloss may well be genuine, so it proves nothing.
_MANY_READINGS = frozenset(
    "阿挨拗把柏般伴薄堡暴背奔辟扁便别伯泊簸卜藏曾差刹长场朝车称澄匙冲重臭处畜传创绰攒答大待逮单担弹当倒得的地提调钉丁斗都度囤"
    "恶发番分缝佛否服父干杠革葛个给更供勾估骨观冠龟过还汗行号好喝和核荷横红哄会混豁济纪几系夹假间监见将降教角脚嚼校结解尽劲禁"
    "经颈据卷觉圈军卡看可空壳吭溃括拉落乐勒累擂了量俩论率绿络笼弄露陆六抹埋脉没闷蒙模磨难呢泥宁疟排迫刨炮跑喷片漂撇屏仆铺"
    "其奇强翘切且茄亲曲区雀任若塞散丧色煞扇少舍什甚省识食似石数刷说宿遂踏台帖通同吐拓瓦为委尾尉吻鲜相巷削血些兴吁旋压咽要"
    "叶一遗艺殷应佣有予与育员约晕载脏择扎炸粘占涨着折这正症只种中轴属著转幢钻作坐洞铅东尉单亲柏繁万"
)


MOST_TONELESS = 4  # glosses without tones that may be abbreviations or English; five are none


@dataclass(frozen=True, slots=True)
class _Gloss:
    """Pinyin in brackets, whether it has a tone, the Han characters that it is for, and where it stands."""

    start: int
    end: int
    toned: bool
    chars: str

    @property
    def common(self) -> bool:
        """Whether it is for characters that every reader knows."""
        return all(char in _costs() for char in fold(self.chars))

    @property
    def idle(self) -> bool:
        """Whether nobody needs it: very common characters, each of one reading."""
        return all(_costs().get(char, 99) <= COMMON and char not in _MANY_READINGS for char in fold(self.chars))


def _gloss(text: str) -> Iterator[Edit]:
    """Take out pinyin behind common characters where it is evidently scattered over the text.

    Glosses of rare characters stay, and so do all in a line that speaks of readings.
    """
    glosses = [gloss for gloss in _glosses(text) if not _READING.search(_line_around(text, gloss.start))]
    toned = [gloss for gloss in glosses if gloss.toned]
    toneless = [gloss for gloss in glosses if not gloss.toned]
    scattered = toned if _are_scattered(text, toned) else []
    if sum(gloss.common for gloss in toneless) > MOST_TONELESS:
        scattered = scattered + toneless
    for gloss in scattered:
        if gloss.common:
            yield _noise(gloss.start, gloss.end, "gloss")


def _are_scattered(text: str, glosses: Sequence[_Gloss]) -> bool:
    """Whether three characters have idle glosses, in two places or more, or two in one line, as in 领(lǐng)导(dǎo)."""
    idle = [len(gloss.chars) for gloss in glosses if gloss.idle]
    if sum(idle) >= 3 and len(idle) >= 2:
        return True
    single = [gloss for gloss in glosses if len(gloss.chars) == 1]
    for one, two in pairwise(single):
        side_by_side = two.start - one.end == 1 and one.common and two.common and (one.idle or two.idle)
        if side_by_side or (one.idle and two.idle and "\n" not in text[one.end : two.start]):
            return True
    return False


def _line_around(text: str, at: int) -> str:
    """Return the line around ``at``, up to 500 characters either way."""
    start = text.rfind("\n", max(0, at - 500), at) + 1 or max(0, at - 500)
    end = text.find("\n", at, at + 500)
    return text[start : at + 500 if end < 0 else end]


def _glosses(text: str) -> Iterator[_Gloss]:
    """Yield pinyin behind as many characters as it has syllables; without a tone only one, of two letters at least."""
    for match in _GLOSS.finditer(text):
        inside = match["a"] or match["b"] or match["c"]
        toned = _TONED.search(inside) is not None
        count = _syllables(inside)
        chars = text[max(0, match.start() - count) : match.start()]
        if count and len(_han.findall(chars)) == count and (toned or (count == 1 and len(inside) > 1)):
            yield _Gloss(match.start(), match.end(), toned, chars)


def _syllables(pinyin: str) -> int:
    """Count the syllables, or return 0 where it is no pinyin.

    >>> _syllables("lǐng"), _syllables("kùn nan"), _syllables("lǐngdǎo"), _syllables("fiancé")
    (1, 2, 2, 0)
    """
    count = 0
    for word in re.split(r"[ '’·\u3000-]+", pinyin.translate(_UNTONED).strip()):
        position = 0
        while position < len(word):
            match = _SYLLABLE.match(word, position)
            if match is None:
                return 0
            if _NOT_CHINESE.match(match[0]):
                return 0
            count, position = count + 1, match.end()
    return count


@cache
def _costs() -> dict[str, float]:
    """Return how surprising each of the 2,900 commonest characters is, as counted for telling encodings apart."""
    rows = resources.files(__package__).joinpath("frequencies.txt").read_text("utf-8").split("\n")
    chinese = [row.split(" ") for row in rows if row.startswith("zh ")]
    return {char: float(cost) for _, cost, chars in reversed(chinese) for char in fold(chars)}  # the least cost counts


# Jamming: what forums put between the lines against copying.

# Discuz writes five to fourteen times chr(32…59), a blank, chr(63…126); browsers make two blanks one.
_SPACED = re.compile(r"(?:(?:(?<![0-9A-Za-z])[!-;])[ \xa0]|(?<![!-~]))[?-~](?:[!-;]?[ \xa0]{1,3}[?-~](?![a-z])){4,}+")
_GLUED = re.compile(r"(?:[!-;][?-~]){5,14}")  # an older Discuz wrote no blanks
_ODD = re.compile(r"""["#$%&'()*+/:?@\[\\\]^_`{|}~!]""")
_ASCII_RUN = re.compile(r"[ -~]{5,}+")
_SPACED_GATE = re.compile(r"[ \xa0][?-~][!-;]?[ \xa0]{1,3}[?-~]")
_EDGE = re.compile(r"^[ -~]{5}|[ -~]{5}$|[ \xa0][!-~]{1,2}[ \xa0]{1,2}[!-~]{1,2}[ \xa0]", re.MULTILINE)
_SITE_INSIDE = re.compile(
    rf"(?:^|(?<=[。！？；]))(?P<before>[ -~]{{3,60}})(?P<site>[{_HAN}]{{0,10}}(?:网|網|论坛|論壇|社区|社區|之家|在线|在線|文库|文庫)[{_HAN}]{{0,4}})"
    r"(?P<after>[ -~]{3,60}[!-~])$",
    re.MULTILINE,
)
_TOKEN = re.compile(r"[!-~]+")
_WORD = re.compile(r"[A-Za-z]{4}")
_NO_JAM = re.compile(r"[=<>]|//|www\.|@\w+\.")  # none of them is ever in it
_SENTENCE_END = frozenset("。！？；：…”’』」）》】—～")


@dataclass(frozen=True, slots=True)
class _Run:
    """An ASCII run at the rim of a line, less the words and figures of the text; ``points`` say how odd it is."""

    start: int
    end: int
    points: float


def _jamming(text: str) -> Iterator[Edit]:
    """Take out Discuz's runs wherever they stand, other random runs at the rim of a line.

    Where jamming is proved, runs count that would not have proved it.
    """
    spaced = [_noise(*span, "jamming") for span in _discuz(text)] if _SPACED_GATE.search(text) else []
    yield from spaced
    taken = {edit.start for edit in spaced}
    runs = [
        run for match in _ASCII_RUN.finditer(text) for run in _jammed(text, *match.span()) if run.start not in taken
    ]
    proved = bool(spaced) or any(run.points >= ENOUGH for run in runs)
    least = ENOUGH / 2 if proved else ENOUGH
    for run in runs:
        if run.points >= least:
            yield _noise(run.start, run.end, "jamming")
    for match in _SITE_INSIDE.finditer(text):
        halves = [match["before"].split(), match["after"].split()]
        if all(sum(map(_oddness, half)) >= 1 for half in halves) and _points([*halves[0], *halves[1]]) >= ENOUGH:
            yield _noise(match.start(), match.end(), "jamming")


ENOUGH = 2.4  # in 26 million characters of clean speech the oddest run has 2.1


def _discuz(text: str) -> Iterator[tuple[int, int]]:
    for match in _SPACED.finditer(text):
        start = match.start()
        if (
            start
            and text[start] in ".,;:!?%)0123456789"
            and text[start - 1] not in _SENTENCE_END
            and not text[start - 1].isspace()
        ):
            start += 2  # the sign may be of the text before
        if _is_discuz(match[0]):
            yield start, match.end()


def _is_discuz(run: str) -> bool:
    """Whether a run that has Discuz's form has its odd characters too: 5 in 8 pairs by chance; lists of letters have none.

    >>> _is_discuz("7 X2 F0 n) p- Q: o"), _is_discuz("A B C D E F"), _is_discuz("a, b, c, d, e, f")
    (True, False, False)
    """
    odd = _ODD.findall(run.replace("-", "+"))
    return len(set(odd)) >= 2 and len(odd) * 5 >= len("".join(run.split())) / 2


def _jammed(text: str, start: int, end: int) -> Iterator[_Run]:
    """Yield what may be jamming in an ASCII run that touches the rim of a line."""
    opens, closes = _blank_to_line_start(text, start) >= 0, _TO_LINE_END.match(text, end) is not None
    if not opens and not closes:
        return
    if not opens:
        start = _after_body(text, start, end)
    if not closes:
        end = _before_body(text, start, end)
    tokens = list(_TOKEN.finditer(text, start, end))
    if not tokens or _NO_JAM.search(text, start, end):
        return
    first, last = 0, len(tokens)
    for number, token in enumerate(tokens):
        if _WORD.search(token[0]) and not _is_garble(token[0]):
            first, last = (first, min(last, number)) if opens and not closes else (number + 1, last)
    if not opens and text[start - 1] not in _SENTENCE_END and text[start - 1] not in ".;!?":
        while first < last and _oddness(tokens[first][0]) < 1:
            first += 1
    while not closes and last > first and _FIGURE.fullmatch(tokens[last - 1][0]):
        last -= 1
    formula = first < last and text[tokens[first].start()] == text[tokens[last - 1].end() - 1] == "$"
    if first < last and not formula:
        points = _points([token[0] for token in tokens[first:last]])
        if points >= ENOUGH / 2:
            yield _Run(tokens[first].start(), tokens[last - 1].end(), points)


_FIGURE = re.compile(r"\(?[0-9][0-9.,]+[%.)]?")
_BODY_BEFORE = re.compile(r"(?:[0-9]+(?:[.,:/-][0-9]+)*%?|[A-Za-z]{2,})?[)\]\"']{0,2}[.;:!?,]{0,9}")
_BODY_AFTER = re.compile(
    r"(?:(?<![!-~])[A-Z]?[a-z]+|(?<![!-~])[A-Z0-9-]+|[0-9]+(?:[.,][0-9]+)*%?)?[.)、:]?[(\[\"']{0,2}\Z"
)


def _after_body(text: str, start: int, end: int) -> int:
    """Leave the figure, word or sign that belongs to the Chinese before ``start``."""
    if text[start - 1] in _SENTENCE_END:
        return start
    match = _BODY_BEFORE.match(text, start, end)
    return match.end() if match else start


def _before_body(text: str, start: int, end: int) -> int:
    """Leave the figure, word or bracket that belongs to the Chinese after ``end``: 5G…, 1.…, (一)…."""
    tail = max(start, end - 20)
    match = _BODY_AFTER.search(text[tail:end])
    return tail + match.start() if match else end


def _points(tokens: Sequence[str]) -> float:
    """Return how odd tokens are together; ENOUGH is proof of random characters.

    >>> _points("m$ K7v ^z Q 3;x".split()), _points("y k x + b".split()), _points("SO2 NO2 PM10 O3 CO".split())
    (5.8, 0, 0)
    """
    if len(tokens) == 1:
        return ENOUGH if _is_garble(tokens[0]) else ENOUGH / 2 if _is_garble(tokens[0], least=2) else 0
    odd = [_oddness(token) for token in tokens]
    return round(sum(odd), 1) if len(odd) >= 3 and sum(odd) >= 0.4 * len(odd) else 0


_NATURAL = re.compile(
    r"""[(\["'“]{0,2}(?:"""
    r"[A-Z]?[a-z]+(?:['’][A-Za-z]+)*|[A-Z]+s?"  # words, abbreviations
    r"|[A-Za-z0-9]+(?:[./&+*~_-][A-Za-z0-9]+)+\.?"  # B-52, R&D, km/h, p.m., M-I-2, T_T
    r"|[A-Z][A-Za-z]?[0-9]+[A-Z]?|[A-Z]+(?:[0-9]+[A-Z]?)+|[a-z][0-9]|[0-9]+[A-Za-z]{1,3}"  # H2O, A4, SO2, x1, 5G
    r"|[A-Z]{1,3}[+-]{1,3}|[A-G]#m?|[A-Za-z0-9.]{1,6}(?:\([A-Za-z0-9]{1,3}\))+"  # AA+, C++, F#, f(x), 12(a)
    r""")[)\]"'”]{0,2}[.,;:?!*]{0,3}"""
    r"|\^[_.o-]*\^|[:;]-?[()DPp]|@_*@"
    r"|[^A-Za-z`_|{}\\@]*[0-9][^A-Za-z`_|{}\\@]*"  # figures, with brackets and marks of footnotes
)
_LONE = dict.fromkeys("()#&+-/*%.,:;!?^'\"@", 0.3) | {"|": 0.4}


def _oddness(word: str) -> float:
    """Return how unlike anything meant a word is: 0 a word or a figure, 1 and more what only chance makes."""
    if len(word) == 1:
        return _LONE.get(word, 0.1 if word.isdigit() or word in "aAI" else 0.3 if word.isalpha() else 1)
    if _NATURAL.fullmatch(word):
        return 0.3 if len(word) == 2 and word.isalnum() and not word.isdigit() else 0
    if len(set(word)) == 1 or set(word) <= set("()[]"):
        return 0.2
    return 1 if word.isalnum() else 1.5


def _is_garble(token: str, least: int = 3) -> bool:
    """Whether a string without blanks is random: several kinds of odd signs among letters and digits.

    >>> _is_garble("%^&*a1Bc~"), _is_garble("(*^__^*)"), _is_garble("P@ssw0rd"), _is_garble("2]'K0q$b)_")
    (True, False, False, True)
    """
    if not 6 <= len(token) <= 40 or token[0] + token[-1] == "$$":
        return False
    signs = set(_SIGN.findall(token))
    if _GLUED.fullmatch(token):
        return len(signs) > least and len(set(_ODD.findall(token))) >= least
    rare = set(_RARE.findall(token))
    classes = sum(re.search(kind, token) is not None for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return len(rare) >= least and len(signs) > least and classes >= 2


_SIGN = re.compile(r"[\"#$%&'()*+,\-./:;?@\[\\\]^_`{|}~!]")
_RARE = re.compile(r"[\^~`|@#$%&*]")


# Doubled lines.

_PROSE = re.compile("[，；、：,;:].{4,}(?:[。；]|(?<=.{40})！)$", re.DOTALL)


def repeats(lines: Sequence[str]) -> list[int]:
    """Return the numbers of the lines that only say again what the line before them says.

    Such a line is a sentence of running prose that comes twice in ``lines``, which are stripped and not empty. Slogans,
    refrains and forms are repeated on purpose: they are short, or end in an exclamation, or come again elsewhere.

    >>> repeats(["会议表彰了先进，我代表区委向他们表示祝贺。"] * 2), repeats(["中国共产党万岁！"] * 2)
    ([1], [])
    """
    again = [number for number, (one, two) in enumerate(pairwise(lines), 1) if one == two and _is_prose(one)]
    times: Counter[str] = Counter(lines) if again else Counter()
    return [number for number in again if times[lines[number]] == 2]


def _is_prose(line: str) -> bool:
    return len(line) >= SHORTEST_DOUBLED and _PROSE.search(line) is not None


def _doubled(text: str) -> Iterator[Edit]:
    rows = _LINE_ENDS.split(text) if any(end in text for end in _ENDS if end != "\n") else text.split("\n")
    long = [line.strip() for line in rows if len(line) >= SHORTEST_DOUBLED]
    if repeats(long):
        lines = list(_FILLED_LINE.finditer(text))
        for number in repeats([line[0] for line in lines]):
            yield _noise(*lines[number].span(), "doubled")


_LINE_ENDS = re.compile(rf"[{_ENDS}]")
_FILLED_LINE = re.compile(rf"\S(?:[^{_ENDS}]*\S)?")

_KINDS = (
    _Kind(_invisible_run, _invisible),
    _Kind(_radical_pattern, _radical),
    _Kind(_PRIVATE, _private_use),
    _Kind(("\\", "x0", "/r/n", "%u"), _escape),
    _Kind(("&", *_BARE_ENTITIES), _entity),
    _Kind(re.compile(r"<(?:[/?][a-z]|[a-z!])|\[(?:/[a-z]|[a-z])|\{:[a-z0-9]", re.IGNORECASE), _markup),
    _Kind(('">', "'>", '" >', '"/>', '" />'), _tag_end),
    _Kind(("<!--", "</"), _hidden),
    _Kind(re.compile(r"\{|[a-z]\s?:\s?[^;\n]{1,60};|@import"), _style),
    _Kind(_SCRIPT, _script),
    _Kind(re.compile(r"[\xe0-\u01dc\u1e3f]|[(（\[][a-zü]{2,6}[)）\]]"), _gloss),
    _Kind(_EDGE, _jamming),
    _Kind(("。", "；"), _doubled),
)

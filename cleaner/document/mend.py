"""Mend broken lines: join two lines where the sentence evidently goes on, and nowhere else.

What is evident: a line that stops inside a word, a clause, a bracket or a mask, and a next line that opens nothing new. Some
of that is proof by itself; a mere missing full stop counts only in a page that breaks its lines so more than once, since
writers forget full stops too. After a semicolon lines are joined only in such a page. Where very many sentences break, and
all at about the same place, the lines are those of print: one that is full goes on unless something speaks against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaner.document.forms import is_heading, is_salutation, opens_paragraph
from cleaner.document.hosts import TLD
from cleaner.document.pairs import makes_word

SHORTEST_PROSE = 60  # code points: shorter lines without a full stop may be headings
SHORTEST_PAUSED = 8  # code points of a line with a pause in it that chrome, or the end of a page, may have broken
SHORTEST_CLAUSE = 12  # code points: shorter lines may be verse, names, menu items
LONGEST_STAMP = 60  # code points behind the last full stop of a line that may be a stamp
LONGEST_VERSE = 30  # code points
SHORTEST_STANZA = 4  # lines
SHORTEST_STAMP = 4  # code points: less stands behind several full stops by chance
ENOUGH = 200  # code points of a paragraph that are looked back on
BREAKS_OF_PRINT = 20  # proven breaks from which a text is taken to be lines of print
FEW_BREAKS = 5  # from which it is where they are all of one width
SHORTEST_LINE, LONGEST_LINE = 20, 60  # code points of a line of print
ONE_WIDTH = 0.95  # of the usual length: lines of print with nothing else to tell them
SAME_WIDTH = 0.9  # of the usual length
NARROWEST = 0.6  # of the usual length: lines of print break at about the same place
FEWEST_INDENTED = 4  # lines from which on a page is taken to indent its paragraphs
ENDED = 0.8  # share of the lines above these that end a sentence or a heading
BREAKS_THAT_PROVE = 2  # mid-clause breaks after which a page is taken to break its lines anywhere

_OPENS_TEXT = re.compile(
    r"[一二三四五六七八九十][是要]|(?:首先|其次|再次|最后|总之|此外|同时|另外|综上|一方面|另一方面|近年来|当前|今年|去年|今天|同志们|各位|谢谢|刚才|下面|回顾|从.{1,5}[看到起来])"
)
_CANNOT_END = frozenset("和与及或在对把被将从向以为于让使并而且但要应能可会必不没很更最还就才也都只又再已正因由所")
_GOES_ON = frozenset(",。、;:!?)》】的了着们")
_STOP = re.compile(r"[。!?…][\"')】》]*")
# What is no clause of Chinese: Latin, letters set apart, brackets, signs, an address, what sites say of themselves.
_STAMP = re.compile(
    r" *[!-~][ -~]+| ?\S(?: \S){3,}| ?(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)|(?:--|//).*"
    rf"|[^,;、]*(?:[A-Za-z0-9-]\.(?:{TLD})(?![a-z])|[一-龥][ |/_~*^+·][一-龥]|www\.|https?:"
    r"|[@|_^\\#=<>©®™※〓\u2190-\u245f\u2500-\u25ca\u25cc-\u25ce\u25d0-\u2bff\U0001f000-\U0001faff]"
    r"|(?:本文|内容|文章)(?:来自|来源|出自|转自|摘自|由)"
    r"|(?:来源|作者|编辑|责编|录入|审核|校对|供稿|撰稿|上传|原文|出处|转自|摘自|首发|网址|微信|公众号|QQ|标签|备注|声明).{0,3}:"
    r"|[网站库文室吧屋社阁园坊易大全](?:整理|提供|首发|原创|出品|收集|发布|编辑)$|(?:网站|文库|范文网|文秘网|资料站|版权|[首原][发创])$"
    r"|版权所有|更多[^。,;!?]{0,12}(?:请|尽在|关注))[^,;、]*"
)
_MASK = frozenset("×*○X")
_OPENING = {"(": ")", "《": "》", "【": "】"}
_CLOSED = frozenset("。.!?…:)】》\"'~")


@dataclass(frozen=True, slots=True)
class _Seam:
    """The place between two lines: how surely the sentence goes on there; ``open`` if only nothing speaks against it.

    ``weak`` are two characters that belong together in no word, though a clause has begun that does not end.
    """

    proof: bool = False
    clause: bool = False
    weak: bool = False
    semicolon: bool = False
    open: bool = False


def joins(
    speeches: Sequence[Sequence[str]],
    pages: Sequence[Sequence[int]] = (),
    cut: Sequence[Sequence[bool]] = (),
    chrome: Sequence[Sequence[bool]] = (),
    indented: Sequence[Sequence[bool]] = (),
) -> list[list[bool]]:
    """Say, for each speech of a page and each line but its first, whether it goes on the sentence before it.

    ``speeches`` holds folded body lines, none of them blank. How the page breaks its lines is evidence for all of them.
    ``pages`` holds the number of each line's page where there are several: a page may end anywhere. ``cut`` says of each line
    whether a site's stamp, or a rest of it that rules left, is known to stand behind its last full stop; ``chrome``, whether
    chrome stood between the line and the one before it; ``indented``, whether it begins with blanks: where paragraphs do, a
    line that does not goes on.

    >>> joins([["去年,我们打造了(区)财政局、(区)教育局、(区)××", "×院等机关党建阵地示范点。", "一、抓好落实", "要高度重视。"]])
    [[True, False, False]]
    """
    stamped = _stamped(speeches, cut)
    seams = [_seams(*row) for row in zip(speeches, stamped, strict=True)]
    turns = [[a != b for a, b in pairwise(row)] for row in pages] or [[False] * len(row) for row in seams]
    places = [list(zip(*rows, strict=False)) for rows in zip(speeches, seams, turns, strict=True)]
    how = _Breaking.of([(line, seam) for row in places for line, seam, turn in row if not turn])
    decisions: list[list[bool]] = []
    between = [row[1:] for row in chrome] or [[False] * len(row) for row in places]
    hanging = _hanging(speeches, indented) if indented else [[False] * len(row) for row in places]
    flush = _flush(indented) if indented else [[False] * len(row) for row in places]
    for row, parted, hung, begun in zip(places, between, hanging, flush, strict=True):
        broken = False  # whether the line is the end of a sentence that was broken within the page
        decisions.append([])
        for (line, seam, turn), apart, hangs, unindented in zip(row, parted, hung, begun, strict=False):
            over = turn or (apart and (broken or not is_heading(line)) and not _is_point(line))
            goes_on = (
                hangs
                or how.joins(line, seam, broken=broken)
                or (over and _goes_over(line, seam))
                or (apart and unindented and seam.open and not _is_point(line))
            )
            broken = goes_on and not turn
            decisions[-1].append(goes_on)
    return decisions


@dataclass(frozen=True, slots=True)
class _Breaking:
    """How a page breaks its lines: how many breaks are proven, how many likely; from which length a line of print is full."""

    proofs: int
    likely: int
    margin: int

    @classmethod
    def of(cls, places: Sequence[tuple[str, _Seam]]) -> _Breaking:
        proven = [line for line, seam in places if seam.proof]
        likely = sum(seam.proof or seam.clause for _, seam in places)
        longest = max((len(line) for line, _ in places), default=0)
        margin = _margin([len(line) for line in proven], longest)
        open_ended = [
            len(line) for line, seam in places if seam.open and line[-1] not in _CLOSED and not is_heading(line)
        ]
        return cls(len(proven), likely, margin or (_width(open_ended, longest) if proven else 0))

    def joins(self, line: str, seam: _Seam, *, broken: bool) -> bool:
        return (
            seam.proof
            or (seam.clause and self.likely >= BREAKS_THAT_PROVE)
            or (seam.weak and (broken or self.proofs >= BREAKS_THAT_PROVE))
            or (seam.semicolon and (self.proofs > 0 or self.likely >= BREAKS_THAT_PROVE))
            or (seam.open and len(line) >= self.margin > 0)
        )


def _goes_over(line: str, seam: _Seam) -> bool:
    """Whether a sentence goes on over the end of a page, where any line may end."""
    return seam.clause or seam.weak or (seam.open and _running(line, SHORTEST_PAUSED))


def _flush(indented: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Say of each line but the first whether it alone is not indented, below one that is, on a page that indents its lines."""
    lines = [blank for row in indented for blank in row]
    tells = sum(lines) >= max(FEWEST_INDENTED, ENDED * len(lines))
    return [[tells and above and not below for above, below in pairwise(row)] for row in indented]


def _hanging(speeches: Sequence[Sequence[str]], indented: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Say of each line but the first whether it hangs below one that is full and ends nothing: only paragraphs are indented."""
    rows = [
        list(zip(lines, lines[1:], blanks[1:], strict=False)) for lines, blanks in zip(speeches, indented, strict=True)
    ]
    if not _indents_tell(speeches, indented):
        return [[False] * len(row) for row in rows]
    lengths = sorted(len(above) for row in rows for above, _, blank in row if not blank)
    full = max(NARROWEST * lengths[len(lengths) * 3 // 4], SHORTEST_CLAUSE) if lengths else 0
    return [[not blank and len(above) >= full and _hangs(above, below) for above, below, blank in row] for row in rows]


def _indents_tell(speeches: Sequence[Sequence[str]], indented: Sequence[Sequence[bool]]) -> bool:
    """Whether a page indents its paragraphs, and these alone: what stands above an indent ends there.

    What stands there without one itself must end a sentence; headlines stand so between teasers.
    """
    above = [
        (line, blank)
        for lines, blanks in zip(speeches, indented, strict=True)
        for line, blank, below in zip(lines, blanks, blanks[1:], strict=False)
        if below
    ]
    ended = sum(_ends(line) or is_heading(line) for line, _ in above)
    hung = [line for line, blank in above if not blank]
    last = sum(_ends(line) or opens_paragraph(line) for line in hung)
    return len(above) >= FEWEST_INDENTED and ended >= ENDED * len(above) and last >= ENDED * len(hung)


def _hangs(above: str, below: str) -> bool:
    """Whether a line goes on a full one that ends nothing; rows of a table have no pause."""
    return not _ends(above) and not opens_paragraph(below) and (_running(above) or _running(below))


def _ends(line: str) -> bool:
    return line[-1] in _CLOSED or line[-1] == ";"


def _is_point(line: str) -> bool:
    """Whether a line is a numbered point without a full stop, which may be a heading."""
    return opens_paragraph(line) and "。" not in line


def behind_stop(line: str) -> int:
    """Return where in a line what follows the last full stop begins; 0 where there is no full stop.

    >>> behind_stop('他说:"好。"今年'), behind_stop("今年")
    (7, 0)
    """
    return len(line) if line.endswith("。") else max((found.end() for found in _STOP.finditer(line)), default=0)


def _stamped(speeches: Sequence[Sequence[str]], cut: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Say of each line whether what follows its last full stop is what a site stamps on lines, and no clause.

    It is, where it reads so, where it stands behind several lines, or where ``cut`` says so.
    """
    rests = [[line[stop:] if (stop := behind_stop(line)) else "" for line in lines] for lines in speeches]
    open_ended = [rest for row in rests for rest in row if rest]
    few = 3 * len(open_ended) <= sum(map(len, speeches))  # in lines of print many sentences begin alike at their ends
    often = Counter(
        rest for rest in open_ended if few and len(rest) >= SHORTEST_STAMP and not re.search("[,;、]", rest)
    )
    taken = cut or [[False] * len(row) for row in rests]
    return [
        [
            0 < len(rest) <= LONGEST_STAMP and (often[rest] > 1 or part or _STAMP.fullmatch(rest) is not None)
            for rest, part in zip(row, parts, strict=True)
        ]
        for row, parts in zip(rests, taken, strict=True)
    ]


def _running(line: str, shortest: int = SHORTEST_CLAUSE) -> bool:
    """Whether a line is running text, too long for a name or a menu's word, with a pause in it."""
    return len(line) >= shortest and re.search(r"[,。;、]", line) is not None


def _margin(lengths: Sequence[int], longest: int) -> int:
    """Return from which length a line of print is full, given those that break a sentence; 0 where this is no print.

    Few breaks tell it where they are all at the same place, and no line is longer.
    """
    if len(lengths) < FEW_BREAKS:
        return 0
    ordered = sorted(lengths)
    narrow, usual = ordered[len(ordered) // 10], ordered[len(ordered) // 2]
    print_width = len(lengths) >= BREAKS_OF_PRINT and narrow >= NARROWEST * usual
    same_width = narrow >= SAME_WIDTH * usual and longest <= usual / SAME_WIDTH
    return narrow if print_width or same_width else 0


def _width(lengths: Sequence[int], longest: int) -> int:
    """Return from which length a line is full, given those that end nothing, if nearly all are of one width and none is longer."""
    usual = sorted(lengths)[len(lengths) // 2] if len(lengths) >= FEW_BREAKS else 0
    alike = sum(length >= ONE_WIDTH * usual for length in lengths)
    printed = SHORTEST_LINE <= usual <= LONGEST_LINE and longest <= usual / ONE_WIDTH
    return int(ONE_WIDTH * usual) if printed and alike >= ENDED * len(lengths) else 0


def _seams(lines: Sequence[str], stamped: Sequence[bool]) -> list[_Seam]:
    seams: list[_Seam] = []
    so_far = lines[0] if lines else ""
    verse = _verse(lines)
    for row, (before, after) in enumerate(pairwise(lines)):
        seam = _Seam() if stamped[row] or row in verse else _seam(before, so_far, after)
        seams.append(seam)
        so_far = (so_far + after)[-ENOUGH:] if seam.proof or seam.clause or seam.weak or seam.semicolon else after
    return seams


def _verse(lines: Sequence[str]) -> set[int]:
    """Return the lines of verse: short ones, several in a row, that all end in a pause or a stop, as long as one another."""
    verse: set[int] = set()
    run: list[int] = []
    for row, line in enumerate([*lines, ""]):
        if line and len(line) <= LONGEST_VERSE and line[-1] in ",;。!?…":
            run.append(row)
            continue
        lengths = Counter(len(lines[number]) for number in run)
        paused = sum(lines[number][-1] in ",;" for number in run)
        if len(run) >= SHORTEST_STANZA and paused > 1 and 2 * max(lengths.values()) >= len(run):
            verse.update(run)
        run = []
    return verse


def _seam(before: str, so_far: str, after: str) -> _Seam:
    """Judge the place between ``before``, the last line of the paragraph ``so_far``, and ``after``."""
    last = before[-1]
    pause = last in ",、"
    if last in _CLOSED or opens_paragraph(after) or is_salutation(before):
        return _Seam()
    if not pause and _OPENS_TEXT.match(after):
        return _Seam()
    prose = re.search(r"[,。;、]", so_far) is not None
    long_enough = len(so_far) >= (SHORTEST_CLAUSE if prose else 2 * SHORTEST_CLAUSE)
    if last == ";":
        return _Seam(semicolon=long_enough)
    if last in _MASK and after[0] == last:
        return _Seam(proof=True)
    if is_heading(after) and after[0] != "(":
        return _Seam(open=True)
    if is_heading(before) and before == so_far:
        begins = len(after) > 1 and makes_word(after[0], after[1])  # a word of its own
        return _Seam(proof=len(before) >= SHORTEST_CLAUSE and not begins and _cut_word(before, after), open=True)
    if pause or last == "(" or last in _CANNOT_END or after[0] in _GOES_ON or _open_bracket(before, after):
        return _Seam(proof=long_enough, clause=long_enough)
    if makes_word(last, after[0]):
        evident = len(after) < 2 or not makes_word(after[0], after[1])
        return _Seam(proof=long_enough and evident, clause=long_enough, open=True)
    weak = len(so_far) >= SHORTEST_PROSE and re.search(r"[,;、]", before[behind_stop(before) :]) is not None
    return _Seam(clause=after[0] == "(", weak=weak, open=True)


def _cut_word(before: str, after: str) -> bool:
    """Whether the last character belongs to the next line's first, and not to the one before it."""
    return makes_word(before[-1], after[0]) and not (len(before) > 1 and makes_word(before[-2], before[-1]))


def _open_bracket(before: str, after: str) -> bool:
    """Whether a bracket opened near the end of ``before`` is closed near the start of ``after``."""
    for opening, closing in _OPENING.items():
        start = before.rfind(opening)
        if start > before.rfind(closing) and closing in after[:60] and opening not in after[: after.find(closing)]:
            return True
    return False

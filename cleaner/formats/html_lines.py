"""The lines of a page of markup: what stands below each other on the screen is a line each, with what markup says of it.

Blocks are lines, inline elements are not, a row of a table is a line with tabs between its cells. What nobody sees is left
out: scripts, styles, comments, hidden elements, the glosses of ruby. The tree is walked without recursion.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from cleaner.formats.html_styles import JAMMERS, hidden_classes, hides, shrinks

if TYPE_CHECKING:
    from resiliparse.parse.html import HTMLTree

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend"),
        *("li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary"),
        *("table", "tbody", "tfoot", "thead", "tr", "ul", "caption", "td", "th"),
    )
)
UNSEEN = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "embed", "svg", "canvas"),
        *("audio", "video", "title", "select", "datalist", "button", "textarea", "input", "rt"),
        *("rp", "noframes", "math"),
    )
)
NOTES = frozenset(("meta", "link", "base", "script", "time"))
HEADINGS = frozenset(("h1", "h2", "h3"))
CELLS = frozenset(("td", "th"))
LONGEST_CELL = 200  # code points; what is longer is a column of the page, no cell of a table
MOST_HIDDEN = 2  # times what is seen: a page that hides more than that shows it with a script
MOST_PARTS = 50  # of a text that is shown a part at a time
MOST_LOOKED = 4 << 20  # characters of hidden elements that are looked at: each has the text of all inside it
NEAR_BUTTON = 2  # elements before or behind what is folded, one of which may be the button that unfolds it
SHOWN = 0.5  # share of what is hidden that an element must hold to be what the script shows

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_UNFOLDS = re.compile(
    "(?!.*(?:评论|評論|留言|回复|回覆|答案|回答|图片|目录|菜单))[^。！？]{0,12}(?:展开|展開|查看|阅读|閱讀|显示|顯示|点击看|余下|剩余)(?:全文|全部|余下|剩余|更多|内容|內容|全部内容)[^。！？]{0,16}"
)
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff65\u3000-\u303f\U00020000-\U000323af]")


@dataclass(slots=True, eq=False)
class Box:
    """A block element: its tag, what class and id call it, the box around it, and the row and the cell that it lies in."""

    tag: str
    name: str
    parent: Box | None
    row: Box | None = None
    cell: Box | None = None
    prose: int = 0  # characters of the sentences in it
    first: int = -1  # the lines in it
    last: int = -1
    area: Box | None = None  # the outermost box around it, or itself, that says it is no text

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.row = self if self.tag == "tr" else self.parent.row
            self.cell = self if self.tag in CELLS else self.parent.cell

    def around(self) -> Iterator[Box]:
        """Yield the box and all boxes around it."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(slots=True)
class MarkedLine:
    """A line of text; ``linked`` counts its characters that lead elsewhere, ``tag`` is a heading's, ``time`` a <time>'s value."""

    text: str
    box: Box
    linked: int = 0
    item: bool = False
    heading: str = ""
    time: str = ""
    size: int = field(init=False)  # characters that are no blanks

    def __post_init__(self) -> None:
        self.size = len("".join(self.text.split()))


@dataclass(slots=True)
class _Walk:
    """The state of a walk over the tree."""

    box: Box
    least: int | None = None  # code points that a hidden element must hold to be read; None: none is
    unseen: int = 0  # code points of hidden elements
    unfolded: int = 0  # hidden elements that are read, as something on the page shows them
    looked: int = 0  # characters of the hidden elements so far
    hidden: frozenset[str] = JAMMERS  # classes of hidden elements
    lines: list[MarkedLine] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    preformatted: int = 0
    time: str = ""
    notes: list[Any] = field(default_factory=list)

    def add(self, value: str) -> None:
        """Take in the text of a node."""
        if self.preformatted:
            first, *rest = value.replace("\r\n", "\n").split("\n")
            self._put(first)
            for line in rest:
                self.end()
                self._put(line)
        else:
            self._put(value)

    def _put(self, value: str) -> None:
        if self.links:
            self.linked += len("".join(value.split()))
        self.pieces.append(value)

    def end(self) -> None:
        """End the line."""
        if self.pieces:
            text = "".join(self.pieces)
            if text and not text.isspace():
                self.lines.append(self._line(collapsed(text)))
            self.pieces.clear()
        self.linked, self.time = 0, ""

    def _line(self, text: str) -> MarkedLine:
        near = [box.tag for box in islice(self.box.around(), 4)]
        heading = next((tag for tag in near if tag in HEADINGS), "")
        return MarkedLine(text, self.box, self.linked, "li" in near or "dd" in near, heading, self.time)


def collapsed(text: str) -> str:
    """Make one blank of a run of blanks, as a browser does; none where a line of the source ends between Chinese characters.

    >>> collapsed(" 经济\\n  发展 is  good\\n")
    '经济发展 is good'
    """

    def blank(match: re.Match[str]) -> str:
        start, end = match.span()
        if "\n" in match[0] and start and end < len(text) and _WIDE.match(text[start - 1]) and _WIDE.match(text[end]):
            return ""
        return " "

    return _BLANKS.sub(blank, text).strip(" ")


def lines_of(tree: HTMLTree, notes: list[Any] | None = None) -> list[MarkedLine]:
    """Return the lines of a page; those that it hides only where it shows next to nothing.

    To ``notes`` are added the elements in which a page speaks of itself, in order.
    """
    with _without_collections():
        return _read(tree, notes)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Keep the interpreter from looking for garbage while very many objects come that all stay: it would go through them again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(tree: HTMLTree, notes: list[Any] | None) -> list[MarkedLine]:
    seen = _walked(tree)
    if notes is not None:  # asking the tree for its elements by name takes the square of their number
        notes += seen.notes
    if seen.unseen > MOST_HIDDEN * sum(line.size for line in seen.lines):
        shown = _walked(tree, least=int(SHOWN * seen.unseen))
        seen = shown if shown.unseen < seen.unseen else _walked(tree, least=0)
    return _with_rows(seen.lines)


def _walked(tree: HTMLTree, *, least: int | None = None) -> _Walk:
    walk = _Walk(Box("html", "", None), least=least)
    root: Any = tree.document
    node = root.first_child if root is not None else None
    above: list[Any] = []  # asking a node for the one above it makes that anew
    while node is not None or above:
        if node is None:
            node = above.pop()
            _leave(node, walk)
        elif _enter(node, walk):
            child = node.first_child
            if child is not None:
                above.append(node)
                node = child
                continue
            _leave(node, walk)
        node = node.next
    walk.end()
    return walk


def _enter(node: Any, walk: _Walk) -> bool:
    """Begin a node; whether there is more inside it to read, and ``_leave`` is to follow."""
    tag = node.tag
    if tag == "#text":
        walk.add(node.value or "")
        return False
    attributes = getattr(node, "attrs", None)  # only elements have them
    if attributes is None:
        return False
    if tag in NOTES:
        walk.notes.append(node)
    if tag == "style":
        walk.hidden |= hidden_classes(node.text or "")
    if tag in UNSEEN:
        return False
    looks = walk.looked < MOST_LOOKED and (walk.least is None or walk.unfolded < MOST_PARTS)
    if attributes and looks and _is_hidden(node, walk.hidden):
        text = "".join((node.text or "").split())
        size = len(text)
        walk.looked += size
        shown = walk.unfolded < MOST_PARTS and "。" in text and (_goes_on(node) or _is_folded(node))
        if (walk.least is None or size < walk.least) and not shown:
            walk.unseen += size
            return False
        walk.unfolded += 1
    if tag == "br":
        walk.end()
        return False
    if tag in BLOCKS:
        walk.end()
        walk.box = Box(tag, f"{node.getattr('class') or ''} {node.id or ''}".lower().strip(), walk.box)
        walk.preformatted += tag == "pre"
    elif tag == "a":
        walk.links += _leads_elsewhere(node)
    elif tag == "time" and not walk.time:
        walk.time = node.getattr("datetime") or ""
    return True


def _leave(node: Any, walk: _Walk) -> None:
    tag = node.tag
    if tag in BLOCKS:
        walk.end()
        assert walk.box.parent is not None
        walk.box = walk.box.parent
        walk.preformatted -= tag == "pre"
    elif tag == "a":
        walk.links -= _leads_elsewhere(node)


def _leads_elsewhere(node: Any) -> bool:
    href = node.getattr("href")
    return href is not None and (href == "#" or not href.startswith("#"))


def _goes_on(node: Any) -> bool:
    """Whether what is hidden is a later part of something seen: a box like others beside it, of which the first is seen."""
    name = node.getattr("class")
    for _ in range(MOST_PARTS if name else 0):
        node = node.prev_element
        if node is None or node.getattr("class") != name:
            return False
        if not _is_hidden(node, ()):
            return True
    return False


def _is_folded(node: Any) -> bool:
    """Whether a button beside a hidden block unfolds it: 展开全文."""
    if node.tag not in BLOCKS:
        return False
    before = after = node
    for _ in range(NEAR_BUTTON):
        before, after = before and before.prev_element, after and after.next_element
        if any(_UNFOLDS.fullmatch("".join((beside.text or "").split())) for beside in (before, after) if beside):
            return True
    return False


def _is_hidden(node: Any, classes: Collection[str]) -> bool:
    """Whether an element is hidden; by ``classes``, or by having no size, only what is part of a line.

    A block may have no size for the blanks in it, and what a script shows later is a block.
    """
    if node.hasattr("hidden") and node.getattr("hidden") != "until-found":
        return True
    style = node.getattr("style") or ""
    if style and hides(style):
        return True
    if node.tag in BLOCKS or node.first_element_child is not None:
        return False
    return bool(style and shrinks(style)) or not frozenset((node.getattr("class") or "").split()).isdisjoint(classes)


def _with_rows(lines: list[MarkedLine]) -> list[MarkedLine]:
    """Put the cells of a row into one line, where the row is that of a table and no frame for the columns of the page."""
    joined: list[MarkedLine] = []
    nested: set[int] = set()  # rows that hold rows
    for line in lines:
        row = line.box.row
        while (
            row is not None and row.parent is not None and (row := row.parent.row) is not None and id(row) not in nested
        ):
            nested.add(id(row))
    for row, group in groupby(lines, key=lambda line: line.box.row):
        cells = list(group)
        if row is not None and len(cells) > 1 and id(row) not in nested and _is_row(cells):
            joined.append(MarkedLine("\t".join(cell.text for cell in cells), row, sum(cell.linked for cell in cells)))
        else:
            joined += cells
    return joined


def _is_row(lines: list[MarkedLine]) -> bool:
    cells = {id(line.box.cell) for line in lines}
    return len(cells) == len(lines) and all(len(line.text) <= LONGEST_CELL for line in lines)

"""Line breaks that scrapers lost: between the headers of a collection and the first words under them.

篇一:各位领导,大家好!今天… is two lines. That is sure where such headers count 1, 2, 3 … down the page and most are followed by
a salutation; 第一篇 or 例文1 in a sentence is neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.document.dates import chinese_number
from cleaner.document.fold import fold
from cleaner.document.forms import opens_with_salutation
from cleaner.document.noise.base import compiled, noise
from cleaner.model import Edit

SHARE_ADDRESSED = 0.6  # of the headers with words behind them, those where these are a salutation
FEWEST = 2  # headers of a page

_ITEM = "[篇则份例]"
_KIND = "(?:篇章?|范文|例文|样[文例本]|模[板版]|范[本例]|讲话稿?|发言稿?|演讲稿?|致[辞词]稿?|主持[词稿]|文稿|稿)"
_HEADER = (
    rf"(?m)^[ \t]*[-*★☆◆●■▲※#·]*(?P<frame>[(【\[<《]?(?:第|(?:[^\s,。;:!?、]{{0,16}}?{_KIND})(?:{_ITEM})?[(]?))"
    rf"(?P<n>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:{_ITEM}{_KIND}?)?(?P<gap>[)】\]>》]?[:、.|]?[ \t]*)(?P<rest>\S.*)?$"
)


@dataclass(frozen=True, slots=True)
class _Header:
    frame: str
    number: int
    start: int
    end: int
    rest: str


def may_be_in(text: str) -> bool:
    """Whether there is a word that counts speeches."""
    return "篇" in text or "文" in text or "稿" in text or "模" in text or "范" in text or "例" in text


def find(text: str) -> Iterator[Edit]:
    r"""Give what stands between a header and the words behind it way to a line end.

    >>> [(edit.start, edit.new) for edit in find("例文1：各位领导：\n今天开会。\n例文2：同志们，\n今天休会。")]
    [(3, '\n'), (19, '\n')]
    """
    for run in _runs([*_headers(text)]):
        glued = [header for header in run if header.rest]
        addressed = sum(opens_with_salutation(header.rest) for header in glued)
        if len(run) >= FEWEST and glued and addressed >= SHARE_ADDRESSED * len(glued):
            for header in glued:
                yield noise(header.start, header.end, "lost-break", "\n")


def _headers(text: str) -> Iterator[_Header]:
    for match in compiled(_HEADER).finditer(fold(text)):
        if match["gap"] or not match["rest"]:
            yield _Header(match["frame"], chinese_number(match["n"]), *match.span("gap"), match["rest"] or "")


def _runs(headers: Sequence[_Header]) -> Iterator[list[_Header]]:
    """Yield the headers of one frame that count from 1."""
    runs: dict[str, list[_Header]] = {}
    for header in headers:
        run = runs.setdefault(header.frame, [])
        if header.number == 1:
            yield run
            runs[header.frame] = [header]
        elif run and header.number == run[-1].number + 1:
            run.append(header)
    yield from runs.values()

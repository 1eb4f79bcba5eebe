"""Pinyin in brackets behind characters whose reading every reader knows: 领(lǐng)导(dǎo)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cleaner.document.fold import fold
from cleaner.document.noise.base import HAN, compiled, noise
from cleaner.document.noise.pinyin import LETTERS, TONES, syllables
from cleaner.model import Edit

COMMON = 10.0  # how surprising a common character may be, on the scale of frequencies.txt: the first 1,600
MOST_TONELESS = 4  # glosses without tones that may be abbreviations or English; five are none
RUNNING = 40  # code points of a line that is running text, and no list of words to be learnt
_INSIDE = rf"[ ]?[{LETTERS}][{LETTERS} '’·\u3000-]{{0,40}}"
_GLOSS = rf"(?<=[{HAN}])(?:\((?P<a>{_INSIDE})\)|（(?P<b>{_INSIDE})）|\[(?P<c>{_INSIDE})\])"
_READING = (
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


class _Gloss(NamedTuple):
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
        return all(map(_is_idle, fold(self.chars)))

    @property
    def idle_word(self) -> bool:
        """Whether it is for a whole word that nobody needs it for: one such character tells how the others are read."""
        return len(self.chars) > 1 and self.common and any(map(_is_idle, fold(self.chars)))


def may_be_in(text: str) -> bool:
    """Whether there are brackets with nothing but what pinyin is written with."""
    return compiled(rf"[(（\[](?:[{TONES}]|[{LETTERS} '’·\u3000-]{{2,42}})[)）\]]").search(text) is not None


def find(text: str) -> Iterator[Edit]:
    """Yield glosses of common characters where they are evidently scattered over the text.

    Glosses of rare characters stay, and so do all in a line that speaks of readings.
    """
    glosses = [gloss for gloss in _glosses(text) if not compiled(_READING).search(_line_around(text, gloss.start))]
    toned = [gloss for gloss in glosses if gloss.toned]
    toneless = [gloss for gloss in glosses if not gloss.toned]
    scattered = toned if _are_scattered(text, toned) else []
    if sum(gloss.common for gloss in toneless) > MOST_TONELESS:
        scattered = scattered + toneless
    for gloss in scattered:
        if gloss.common:
            yield noise(gloss.start, gloss.end, "gloss")


def _glosses(text: str) -> Iterator[_Gloss]:
    """Yield pinyin behind as many characters as it has syllables; without a tone only one, of two letters at least."""
    for match in compiled(_GLOSS).finditer(text):
        inside = match["a"] or match["b"] or match["c"]
        toned = compiled(f"[{TONES}]").search(inside) is not None
        count = syllables(inside)
        chars = text[max(0, match.start() - count) : match.start()]
        if count and len(compiled(f"[{HAN}]").findall(chars)) == count and (toned or (count == 1 and len(inside) > 1)):
            yield _Gloss(match.start(), match.end(), toned, chars)


def _are_scattered(text: str, glosses: Sequence[_Gloss]) -> bool:
    """Whether a word has an idle gloss, three characters in two places or more, or two in one line, as in 领(lǐng)导(dǎo)."""
    if any(gloss.idle_word and len(_line_around(text, gloss.start)) >= RUNNING for gloss in glosses):
        return True
    idle = [len(gloss.chars) for gloss in glosses if gloss.idle]
    if sum(idle) >= 3 and len(idle) >= 2:
        return True
    single = [gloss for gloss in glosses if len(gloss.chars) == 1]
    for one, two in pairwise(single):
        side_by_side = two.start - one.end == 1 and one.common and two.common and (one.idle or two.idle)
        if side_by_side or (one.idle and two.idle and "\n" not in text[one.end : two.start]):
            return True
    return False


def _is_idle(char: str) -> bool:
    return _costs().get(char, 99) <= COMMON and char not in _MANY_READINGS


def _line_around(text: str, at: int) -> str:
    """Return the line around ``at``, up to 500 characters either way."""
    start = max(0, at - 500)
    return text[start:at].rpartition("\n")[2] + text[at : at + 500].partition("\n")[0]


@cache
def _costs() -> dict[str, float]:
    """Return how surprising each of the 2,900 commonest characters is, as counted for telling encodings apart."""
    rows = Path(__file__).parents[1].joinpath("frequencies.txt").read_text("utf-8").split("\n")
    chinese = [row.split(" ") for row in rows if row.startswith("zh ")]
    return {char: float(cost) for _, cost, chars in reversed(chinese) for char in fold(chars)}  # the least cost counts

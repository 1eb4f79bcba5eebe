"""Count words in a line: chrome is told by what it is made of where no order of its words can be foreseen.

本文由…整理发布,希望对您有所帮助 has a thousand wordings, and nearly all of them are put together from two dozen words.
"""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick, MatchKind


class Vocabulary:
    """Words of which ``at_least`` different ones must stand in a line, and fill ``fills`` percent of its letters.

    A word inside a longer one of the list is not counted. Blanks, digits, punctuation and marks are no letters.

    >>> tools = Vocabulary(("打印", "收藏", "关闭", "字体", "大", "中", "小"), at_least=3, fills=80)
    >>> tools.met("【字体:大 中 小】 打印 关闭"), tools.met("请大家收藏好材料,打印三份,会后关闭电源。")
    (True, False)
    """

    def __init__(self, words: Sequence[str], at_least: int, fills: int) -> None:
        self.words, self.at_least, self.fills = tuple(words), at_least, fills
        self._automaton = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def met(self, line: str) -> bool:
        """Whether a folded line holds enough of the words."""
        found = self._automaton.find_matches_as_indexes(line)
        if len({index for index, _, _ in found}) < self.at_least:
            return False
        if not self.fills:
            return True
        covered = sum(map(_letters, (line[start:end] for _, start, end in found)))
        return 100 * covered >= self.fills * _letters(line)


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)

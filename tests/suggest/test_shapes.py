import pytest

from cleaner.document.ruleset import checked_pattern
from cleaner.suggest.shapes import Counts, general, shape_of, tokens

LINES = [
    "来源:互联网 作者:张三 浏览:12次",
    "来源:某报 作者:李四五 浏览:3,456次",
    "来源:《日报》 作者:admin_2 浏览:7次",
]


@pytest.mark.parametrize("text", [*LINES, "a  b|c 2020-01-02 10:11:12 第3页", "《甲》(乙)…", "１２" * 3, "𠮷野家·首页"])
def test_tokens_make_up_the_line(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize("text", [*LINES, "a[1](b)*c+.?^$|\\{x}", "A  B 2020年3月4日"])
def test_a_general_pattern_meets_its_line(text: str) -> None:
    import re2

    assert re2.fullmatch(checked_pattern(general(text)), text)


def test_what_recurs_stays_and_the_rest_is_a_gap() -> None:
    import re2

    counts = Counts()
    for line in LINES:
        counts.add([tokens(line)])
    shapes = {shape_of(tokens(line), *counts.frequent(3)) for line in LINES}
    assert len(shapes) == 1
    shape = shapes.pop()
    assert shape.gaps == 2
    pattern = shape.pattern(20)
    assert all(re2.fullmatch(pattern, line) for line in LINES)
    assert not re2.fullmatch(pattern, "来源要清楚,作者要实名,浏览要登记")

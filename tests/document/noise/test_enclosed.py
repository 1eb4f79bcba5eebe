"""Comments, scripts and styles between their tags."""

from collections.abc import Callable

import pytest

COMMENTS = r"""
⟦<!-- 正文开始 -->⟧同志们
同志们⟦<!--end-->⟧
同志⟦<!--插件的宽度依赖于pic的宽度-->⟧们
⟦<!--[if gte mso 9]><xml></xml><![endif]-->⟧同志们
"""
STYLES = r"""
⟦<style>p{margin:0}</style>⟧同志们
⟦<style type="text/css">⏎.a{color:red}⏎</style>⟧⏎同志们
⟦<STYLE>p{margin:0}</STYLE>⟧
"""
SCRIPTS = r"""
⟦<script>var a=1;</script>⟧同志们
⟦<script type="text/javascript">⏎var a = "甲";⏎</script>⟧⏎同志们
⟦<SCRIPT src="a.js"></SCRIPT>⟧
同志们：⟦<script src=a.js></script>⟧好
"""


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (case, rule)
        for rule, table in {"markup": COMMENTS, "style": STYLES, "script": SCRIPTS}.items()
        for case in table.strip().split("\n")
    ],
)
def test_it_goes_and_nothing_else(case: str, rule: str, goes: Callable[[str, str], None]) -> None:
    goes(case, rule)


def test_what_holds_much_chinese_is_no_comment(left: Callable[[str], str]) -> None:
    speech = "各位代表，现在我向大会报告工作，请予审议。" * 4
    assert left(f"好<!--{speech}-->好") == f"好{speech}好"

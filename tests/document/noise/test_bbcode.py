"""Tags of forums."""

from collections.abc import Callable

import pytest

GOES = r"""
⟦[b]⟧一、提高认识⟦[/b]⟧
⟦[B]⟧一、提高认识⟦[/B]⟧
⟦[b]⟧一、提高认识
一、提高认识⟦[/b]⟧
⟦[color=#333333]⟧同志们⟦[/color]⟧
⟦[color=red]⟧同志们
⟦[size=4]⟧⟦⟧同志们⟦[/size]⟧
⟦[font=宋体]⟧同志们⟦[/font]⟧
⟦[align=left]⟧同志们⟦[/align]⟧
⟦[p=30, 2, left]⟧同志们⟦[/p]⟧
同志们⟦[/size][/font]⟧
⟦[font=宋体][size=4]⟧同志们⟦[/size][/font]⟧
⟦[img]http://a.example/1.jpg[/img]⟧
⟦[img=300,200]http://a.example/1.jpg[/img]⟧同志们
⟦[IMG]1.gif[/IMG]⟧
见⟦[url=http://a.example]⟧原文⟦[/url]⟧
⟦[url]⟧http://a.example/1⟦[/url]⟧
⟦[email=a@b.c]⟧信箱⟦[/email]⟧
⟦[attach]12345[/attach]⟧
⟦[attachimg]12345[/attachimg]⟧
⟦[flash]http://a.example/1.swf[/flash]⟧
⟦[media=mp3,400,64]http://a.example/1.mp3[/media]⟧
⟦[quote]⟧原话⟦[/quote]⟧
⟦[i=s]⟧ 本帖最后由某某编辑 ⟦[/i]⟧
⟦[backcolor=white]⟧同志们⟦[/backcolor]⟧
⟦[u]⟧同志们⟦[/u]⟧
⟦[s:15]⟧好
好⟦{:4_94:}⟧
好⟦{:soso_e100:}⟧
⟦[table=98%][tr][td]⟧甲⟦[/td][td]→ ⟧乙⟦[/td][/tr][/table]⟧
⟦[list]⟧甲⟦[/list]⟧
10⟦[sup]4[/sup]→⁴⟧
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "markup")

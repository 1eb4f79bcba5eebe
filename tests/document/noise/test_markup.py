"""Tags of HTML, alone and side by side, and what is left of them."""

from collections.abc import Callable

import pytest

GOES = r"""
⟦<p>⟧同志们：⟦</p>⟧
⟦<P>⟧同志们：⟦</P>⟧
⟦<p>⟧同志们：⟦</p><p>→⏎⟧今天⟦</p>⟧
同志们：⟦<br>→⏎⟧今天
同志们：⟦<br/>→⏎⟧今天
同志们：⟦<br />→⏎⟧今天
同志们：⟦<BR>→⏎⟧今天
同志们：⟦<br><br>→⏎⟧今天
同志们：⟦<br> <br>→⏎⟧今天
同志们：⟦<br>⟧⏎今天
同志们：⏎⟦<br>⟧今天
同志们：⟦</br>→⏎⟧今天
⟦<p style="text-indent:2em">⟧同志们
⟦<p class=MsoNormal align=center>⟧同志们
⟦<p style='x'>⟧⟦⟧同志们
⟦<div id="content">⟧同志们⟦</div>⟧
⟦<div><p>⟧同志们⟦</p></div>⟧
⟦<span style="font-size:12px">⟧同志们⟦</span>⟧，好
同⟦<span lang=EN-US>⟧志⟦</span>⟧们
⟦<font color=red>⟧同志们⟦</font>⟧
⟦<font color="#ff0000" face="宋体">⟧同志们⟦</font>⟧
⟦<strong>⟧一、提高认识⟦</strong>⟧
⟦<b>⟧一、提高认识⟦</b>⟧
⟦<B>⟧一、提高认识⟦</B>⟧
⟦<i>⟧一⟦</i>⟧、⟦<u>⟧好⟦</u>⟧
⟦<em>⟧好⟦</em>⟧
见⟦<a href="http://a.example/1.html" target="_blank">⟧原文⟦</a>⟧
见⟦<a name=top>⟧原文⟦</a>⟧
⟦<img src="http://a.example/1.jpg" alt="图">⟧
⟦<img src=1.jpg />⟧同志们
⟦<table><tr><td>⟧甲⟦</td><td>→ ⟧乙⟦</td></tr></table>⟧
⟦<ul><li>⟧甲⟦</li><li>→⏎⟧乙⟦</li></ul>⟧
⟦<h1>⟧讲话⟦</h1>⟧
⟦<center>⟧讲话⟦</center>⟧
⟦<hr>⟧
⟦<o:p></o:p>⟧
⟦<!DOCTYPE html>⟧
⟦<html><body>⟧讲话⟦</body></html>⟧
⟦<blockquote>⟧讲话⟦</blockquote>⟧
⟦&lt;p&gt;⟧同志们⟦&lt;/p&gt;⟧
同志们：⟦&lt;br /&gt;→⏎⟧今天
⟦&amp;lt;p&amp;gt;⟧同志们
⟦" target="_blank">⟧
⟦style="text-indent:2em">⟧同志们
5平方米 m⟦<sup>2</sup>→²⟧
CO⟦<sub>⟧2⟦</sub>⟧
好⟦<sup>⟧[1]⟦</sup>⟧
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "markup")

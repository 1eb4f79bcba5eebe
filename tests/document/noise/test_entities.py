"""Entities give way to their character."""

from collections.abc import Callable

import pytest

GOES = r"""
⟦&ldquo;→“⟧蒸⟦&rdquo;→”⟧的
兹拉坦⟦&middot;→·⟧伊布
兹拉坦⟦&#183;→·⟧伊布
兹拉坦⟦&#xB7;→·⟧伊布
兹拉坦⟦&#XB7;→·⟧伊布
他说⟦&hellip;→…⟧⟦&hellip;→…⟧
改革⟦&mdash;→—⟧⟦&mdash;→—⟧开放
⟦&lsquo;→‘⟧好⟦&rsquo;→’⟧
⟦&quot;→"⟧好⟦&quot;→"⟧
⟦&#8220;→“⟧好⟦&#8221;→”⟧
⟦&#x201C;→“⟧好⟦&#x201d;→”⟧
⟦&#34;→"⟧好⟦&#39;→'⟧
⟦&amp;ldquo;→“⟧好⟦&amp;amp;rdquo;→”⟧
⟦&ldquo→“⟧好⟦&rdquo→”⟧的
开拓⟦&ldquo;&rdquo;⟧新市场
发⟦&nbsp;⟧展要抓落⟦&#12288;⟧实。⟦&nbsp;⟧大家都要来
⟦&nbsp;⟧同志们
⟦&nbsp;⟧⟦&nbsp;⟧⟦&nbsp;⟧⟦&nbsp;⟧同志们：
⟦&nbsp;⟧ ⟦&nbsp;⟧ 同志们：
⟦&emsp;⟧⟦&emsp;⟧同志们：
⟦&ensp;⟧同志们：⟦&nbsp;⟧
⟦&#160;⟧同志们
⟦&#12288;⟧⟦&#12288;⟧同志们
⟦&#xA0;⟧同志们
同志们⟦&nbsp;⟧⏎好
同志们⏎⟦&nbsp;⟧⏎好
王⟦&nbsp;→ ⟧明
王⟦&nbsp;→ ⟧⟦&nbsp;⟧明
王⟦&amp;nbsp;→ ⟧明
王⟦&nbsp；→ ⟧明
王⟦&nbsp→ ⟧明
王⟦nbsp;→ ⟧明
王⟦&NBSP;→ ⟧明
王⟦&thinsp;→ ⟧明
⟦ldquo;→“⟧好⟦rdquo;→”⟧
约翰⟦middot;→·⟧史密斯
AT⟦&amp;→&⟧T
http://a.example/?a=1⟦&amp;→&⟧b=2
a ⟦&lt;→<⟧ b
a ⟦&gt;→>⟧ b
3⟦&times;→×⟧5
25⟦&deg;→°⟧
25⟦&#8451;→℃⟧
⟦&yen;→¥⟧100
⟦&copy;→©⟧2012
⟦&reg;→®⟧
⟦&euro;→€⟧5
⟦&alpha;→α⟧射线
⟦&bull;→•⟧要点
⟦&sect;→§⟧5
⟦&plusmn;→±⟧5
⟦&ge;→≥⟧5
⟦&rarr;→→⟧
⟦&permil;→‰⟧
⟦&eacute;→é⟧
⟦&#20013;→中⟧国
⟦&#x4e2d;→中⟧国
好。⟦&#13;⟧⏎好
好。⟦&#10;→⏎⟧好
好⟦&zwnj;⟧人
好⟦&#8203;⟧人
好⟦&shy;⟧人
好⟦&ndash;→–⟧人
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "entity")

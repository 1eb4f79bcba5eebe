"""CSS without its tags."""

from collections.abc import Callable

import pytest

GOES = r"""
⟦.TRS_Editor P{margin-top:0;margin-bottom:0}⟧
⟦.TRS_Editor P{line-height:1.5;font-family:宋体;font-size:12pt;}⟧同志们
⟦.TRS_Editor P{margin:0}.TRS_Editor DIV{margin:0}⟧
⟦.content p{text-indent:2em;line-height:28px;}⟧
⟦TD{font-size:12px;color:#333}⟧
⟦#con_left{width:680px;float:left}⟧
⟦p.MsoNormal{margin:0pt;font-family:'Times New Roman'}⟧
⟦body, td { font-size: 12px }⟧
⟦a:hover{color:red}⟧
⟦* { margin:0; padding:0 }⟧
⟦p {⏎  margin: 0;⏎  color: #333;⏎}⟧
⟦@media print{.a{color:red}}⟧
⟦@import url("a.css");⟧
⟦@font-face{font-family:"Times New Roman";}⟧
⟦@page Section0{margin-top:1in;}⟧
⟦@page{mso-page-border-surround-header:no;}⟧
⟦{margin:0px;padding:0px}⟧
⟦div.Section0{page:Section0;margin:0}⟧同志们
⟦ul li a{display:block;width:100px}⟧
⟦.a,.b{float:left}⟧
⟦h1{font-size:14px}⟧⏎同志们
⟦font-family:宋体;⟧同志们
⟦font-family:宋体;font-size:12pt;⟧同志们
⟦font-size:14.0pt; line-height:150%;⟧同志们
同志⟦mso-hansi-font-family:宋体;⟧们
⟦mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:16.0000pt;⟧同志们
⟦text-indent:2em;⟧同志们
⟦line-height: 1.5;⟧
⟦margin:0px; padding:0px;⟧同志们
⟦text-align:center;⟧
⟦color:red; font-size:12px;⟧同志们
⟦Normal 0 7.8 磅 0 2 false false false EN-US ZH-CN X-NONE MicrosoftInternetExplorer4⟧同志们
⟦MicrosoftInternetExplorer4 0 2 DocumentNotSpecified 7.8 磅 Normal 0⟧同志们
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "style")

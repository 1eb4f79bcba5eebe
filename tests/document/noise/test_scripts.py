"""JavaScript without its tags."""

from collections.abc import Callable

import pytest

GOES = r"""
⟦document.write("<script src='/js/ad336.js'></script>");⟧
⟦document.write('x');⟧同志们
⟦document.write('广告');⟧
⟦document.writeln("<br>");⟧
⟦document.getElementById("a").style.display = "none";⟧
⟦var cpro_id = "u1234567";⟧
⟦var cpro_id="u1";⟧同志们
⟦var _hmt = _hmt || [];⟧
⟦var a=1;var b=2;⟧
⟦function doZoom(size){document.getElementById('zoom').style.fontSize=size+'px'}⟧
⟦function a() { if (b) { c(); } }⟧同志们
⟦$(function(){ $("#a").hide(); });⟧
⟦$(document).ready(function(){ a(); });⟧
⟦$("#a").click();⟧
⟦jQuery(document).ready(function(){});⟧
⟦window.location.href = "http://a.example";⟧
⟦window._bd_share_config={"common":{"bdSnsKey":{}}};⟧
⟦_hmt.push(['_trackPageview']);⟧
⟦(function() { var a = 1; })();⟧
⟦setTimeout("a()", 100);⟧
⟦BAIDU_CLB_fillSlot("123456");⟧
⟦google_ad_client = "pub-123";⟧
⟦google_ad_client="pub-1";google_ad_slot="2";⟧
⟦GoogleAd("a");⟧
⟦function a(){⏎  b();⏎}⟧⏎同志们
⟦var a = {⏎ b: 1⏎};⟧⏎同志们
同志们。⟦document.write("a");⟧
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "script")

"""Pinyin that is scattered over a text."""

from collections.abc import Callable

import pytest

GOES = r"""
領⟦(lǐng)⟧導⟦(dǎo)⟧幹部要帶頭
领⟦（lǐng）⟧导⟦（dǎo）⟧干部要带头
領⟦[lǐng]⟧導⟦[dǎo]⟧幹部要帶頭
近年來⟦(lái)⟧，隨着經⟦(jīng)⟧濟的發⟦(fā)⟧展⟦(zhǎn)⟧，人民生活水平不斷提高
工⟦(gōng)⟧作⟦(zuò)⟧要做实
工⟦( gōng )⟧作⟦( zuò )⟧要做实
学⟦(xué)⟧习⟦(xí)⟧
国⟦(guó)⟧家⟦(jiā)⟧的事
社⟦(shè)⟧会⟦(huì)⟧主⟦(zhǔ)⟧义⟦(yì)⟧
社⟦(shè)⟧主⟦(zhǔ)⟧义⟦(yì)⟧，长⟦(zhǎng)⟧大
要落实⟦(luò shí)⟧，⏎依靠群众⟦(qún zhòng)⟧，⏎树立信心⟦(xìn xīn)⟧，⏎弘扬精神⟦(jīng shén)⟧
民主⟦（mínzhǔ）⟧、民生⟦（mínshēng）⟧、人民⟦（rénmín）⟧
问⟦(wèn)⟧题⟦(tí)⟧；亳(bó)州
问⟦(wèn)⟧题⟦(tí)⟧⏎“落”读音落(là)下
时⟦(shí)⟧间⟦(jiān)⟧、时⟦(shí)⟧代⟦(dài)⟧
农⟦(nónɡ)⟧民⟦(mín)⟧
电⟦(diàn)⟧商⟦(shāng)⟧
旅⟦(lǚ)⟧游⟦(yóu)⟧
今年以来，我们坚持以人民为中心，把惠民政策落实⟦(luò shí)⟧到每一个乡镇、每一个村，让老百姓得到了看得见的实惠。
女⟦(nǚ)⟧同⟦(tóng)⟧志⟦(zhì)⟧
走近家⟦(jia)⟧電器⟦(qi)⟧有⟦(you)⟧限⟦(xian)⟧公司，開發家⟦(jia)⟧用⟦(yong)⟧電器
致力于人⟦(ren)⟧性⟦(xing)⟧化⟦(hua)⟧、科⟦(ke)⟧技⟦(ji)⟧化⟦(hua)⟧，⏎銷⟦(xiao)⟧往國⟦(guo)⟧內
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "gloss")

"""Hosts spell the names of their sites in Pinyin."""

import pytest

from cleaner.document.spelling import spells

SPELT = [
    ("xiaoshanshuwu", "小山书屋"),
    ("xssw", "小山书屋"),
    ("xiaoshansw", "小山书屋"),
    ("xiaoshan8", "小山吧"),
    ("XSSW123", "小山书屋"),
    ("52xiaoshansw", "小山书屋"),
    ("xiaoshanshuwuw", "小山书屋"),
    ("xiaoshanshu", "小山书网"),
    ("zhongshansw", "中山书屋"),
    ("xinghangsw", "行行书屋"),
    ("xsbbs", "小山bbs"),
]
NOT_SPELT = [
    ("xiaoshan", "小山书屋"),
    ("xiaoshanshuwu", "青山书阁"),
    ("xss", "小山书"),
    ("www", "小山书屋"),
    ("xiaoshan", "小山"),
    ("", ""),
]


@pytest.mark.parametrize(("label", "name"), SPELT)
def test_a_host_spells_a_name(label: str, name: str) -> None:
    assert spells(label, name)


@pytest.mark.parametrize(("label", "name"), NOT_SPELT)
def test_a_host_spells_another_name_or_none(label: str, name: str) -> None:
    assert not spells(label, name)

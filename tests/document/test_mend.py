"""Mending: what must stay apart first, then the breaks that are joined, and the pages that prove more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.fold import fold
from cleaner.document.mend import joins

PROSE = "今年以来，全区上下认真贯彻上级的部署，坚持稳中求进，扎实推进各项重点工作，经济社会保持了平稳健康的发展势头"
DONE = PROSE + "。"


def joined(*lines: str) -> list[bool]:
    """Return for each line but the first whether it goes on the one before, of a page with one speech."""
    return joins([[fold(line) for line in lines]])[0]


APART = {
    "nothing": (),
    "one line": (DONE,),
    "whole sentences": (DONE, DONE, DONE),
    "a heading without a number": ("加快发展", DONE),
    "a heading with a number": ("一、加快发展", DONE),
    "a heading in brackets": ("（一）加快发展", DONE),
    "a heading behind a sentence": (DONE, "二、抓好落实", DONE),
    "a heading behind a line without a full stop": (PROSE, "二、抓好落实", DONE),
    "a heading without a number behind one": (PROSE, "抓好落实", DONE),
    "two headings": ("一、加快发展", "（一）抓好工业", DONE),
    "a salutation": ("同志们：", DONE),
    "a salutation behind a line without a full stop": (PROSE, "同志们：", DONE),
    "a salutation that ends in a comma": ("尊敬的各位领导、各位来宾，", DONE),
    "an opening word": (PROSE, "总之，我们要抓好落实。"),
    "firstly and then": (PROSE, "首先，要抓好落实。"),
    "counting with 是": (PROSE, "一是要抓好落实。"),
    "counting with 要": (PROSE, "三要抓好落实。"),
    "a heading whose last character makes a word with the next line's first": (
        "四、抓好演练，练到肌肉里去",
        "演练不是演戏，台词背得再熟，水来了也不会等你念完。",
        "四、抓好演练，练到肌肉里去",
        "演练不是演戏，台词背得再熟，水来了也不会等你念完。",
    ),
    "a numbered point": (PROSE, "1、要抓好落实。", PROSE, "（2）要抓好落实。"),
    "a missing full stop alone": (PROSE, "我们要看到成绩，更要看到不足，继续努力，争取更大的成绩。"),
    "a missing full stop before a short line": (DONE, "我们的目标一定要实现", "我们的目标一定能实现"),
    "verse": ("红军不怕远征难", "万水千山只等闲", "五岭逶迤腾细浪", "乌蒙磅礴走泥丸"),
    "verse with commas inside": ("东风吹，战鼓擂", "现在世界上究竟谁怕谁"),
    "verse with commas at line ends": ("红军不怕远征难，", "万水千山只等闲。", "五岭逶迤腾细浪，", "乌蒙磅礴走泥丸。"),
    "verse in long lines": (
        "春天的阳光洒满了每一间明亮的教室，",
        "秋天的果实压弯了每一根坚韧的枝条。",
        "我们的青春写在这片火热的土地上，",
        "我们的梦想飞在那片蔚蓝的天空中。",
        "让我们携起手来迎接更加美好的明天，",
    ),
    "slogans with commas at line ends": ("心往一处想，", "劲往一处使。", "拧成一股绳，", "汇成一股力。"),
    "a list of names": ("张三", "李四", "王五"),
    "a list of places": ("东城区财政局", "西城区教育局", "南城区卫生局"),
    "a colon before a list": ("要做到以下几点：", "抓住重点", "突破难点"),
    "points after semicolons": (
        "第一，加强领导，明确责任，一级抓一级，层层抓落实；",
        "第二，加强督查，严格考核，奖优罚劣；",
        "第三，加强宣传，营造氛围。",
    ),
    "points without numbers after semicolons": (
        "加强组织领导，明确工作责任，一级抓一级，层层抓落实；",
        "强化督促检查，严格考核奖惩，做到奖优罚劣；",
        "注重宣传引导，营造良好氛围。",
    ),
    "behind a question": ("我们能不能实现这个目标？", "能。"),
    "behind closing quotes": ("他说：“我们一定要把这件事情办好，让群众满意。”", "他做到了。"),
    "behind an ellipsis": (PROSE + "……", "他们都来了。"),
    "figures, a line each, without full stops": (
        "今年一季度，全区实现生产总值120亿元，同比增长8.2%，增速居全市第一位",
        "财政收入完成15亿元，同比增长12%，增幅居全市第二位，比上年同期提高了3个百分点",
        "城镇居民可支配收入达到9800元，同比增长9.1%，增幅居全市前列",
    ),
    "salutations on lines of their own": ("尊敬的各位领导，", "亲爱的老师，", "同学们："),
    "a list without an end": ("教育、", "卫生、", "文化"),
    "the closing lines": (DONE, "谢谢大家！", "某某区人民政府", "2012年3月9日"),
    "a question and its answer": ("什么是担当？", "担当就是责任。"),
}


@pytest.mark.parametrize("lines", APART.values(), ids=APART.keys())
def test_stays_apart(lines: tuple[str, ...]) -> None:
    assert joined(*lines) == [False] * max(0, len(lines) - 1)


TOGETHER = {
    "in mid-word": (PROSE + "，作为年度考", "核的重要内容。"),
    "in mid-word, a long one": (PROSE + "，大家要特别注意克服厌烦情", "绪。“笑到最后才是笑得最好。”"),
    "behind a comma": (PROSE + "，", "人民生活有了明显的改善。"),
    "behind an enumeration comma": (PROSE + "，重点抓好教育、", "卫生、文化等各项事业。"),
    "behind an open bracket": (PROSE + "，重点抓好三件事（", "教育、卫生、文化）。"),
    "inside brackets": (PROSE + "，重点抓好三件事（教育、卫生", "和文化）的落实。"),
    "inside a book title": (PROSE + "，认真学习《中国共产党纪律", "处分条例》的精神。"),
    "behind a preposition": (PROSE + "，我们要坚持把发展作为第一要务，把", "改革作为根本动力。"),
    "before a comma": (PROSE + "，人民生活有了改善", "，社会保持稳定。"),
    "before a full stop": (PROSE, "。"),
    "inside a mask": ("刚才传达了区委书记在（区）财政局、（区）××", "×院等机关党建示范点讲话的精神。"),
    "inside a mask of letters": ("刚才传达了区委书记在（区）财政局、（区）XX", "X院等机关党建示范点讲话的精神。"),
    "inside a mask of asterisks": ("刚才传达了区委书记在（区）财政局、（区）**", "*院等机关党建示范点讲话的精神。"),
    "over three lines": (PROSE + "，作为年度考", "核的重要内容，也是大家关心的大", "事，务必抓好。"),
}


@pytest.mark.parametrize("lines", TOGETHER.values(), ids=TOGETHER.keys())
def test_joins_where_the_sentence_evidently_goes_on(lines: tuple[str, ...]) -> None:
    assert joined(*lines) == [True] * (len(lines) - 1)


@pytest.mark.parametrize("lines", TOGETHER.values(), ids=TOGETHER.keys())
def test_joins_nothing_before_or_behind(lines: tuple[str, ...]) -> None:
    around = ("一、加快发展", *lines, "二、抓好落实", DONE)
    assert joined(*around) == [False, *[True] * (len(lines) - 1), False, False]


SEMICOLON = ("各部门要认真查摆存在的问题，主动深入地整改；", "没有检查的单位也要对照通报，举一反三。")
BROKEN = (PROSE + "，作为年度考", "核的重要内容。")


def test_lines_after_a_semicolon_are_joined_only_in_a_page_that_breaks_its_lines() -> None:
    assert joined(*SEMICOLON) == [False]
    assert joined(*SEMICOLON, *BROKEN) == [True, False, True]


def test_a_page_that_breaks_its_lines_is_known_by_any_of_its_speeches() -> None:
    speeches = [[fold(line) for line in lines] for lines in (SEMICOLON, BROKEN)]
    assert joins(speeches) == [[True], [True]]


def test_a_missing_full_stop_counts_where_lines_are_broken_so_more_than_once() -> None:
    one, two = PROSE + "，全区完成了预定的目标", "比上一年又有新的提高。"
    assert joined(one, two) == [False]
    assert joined(one, two, *BROKEN, *BROKEN) == [True, False, True, False, True]


def test_even_in_a_broken_page_points_and_headings_stay_apart() -> None:
    lines = (
        *BROKEN,
        *BROKEN,
        PROSE + "；",
        "一、加快发展",
        PROSE + "；",
        "（二）抓好落实，不能松懈。",
        PROSE,
        "同志们：",
        DONE,
    )
    assert joined(*lines) == [True, False, True, *[False] * 7]


PRINT = [PROSE[:30] + "，"] * 30  # lines of print, each full and cut in mid-sentence
FULL = "这些工作都已经取得了非常明显的成绩群众也都看在眼里记在心里大家"

PRINTED = {
    "a full line behind a full stop, and prose": ([FULL, "都说好，我们要接着干。"], True),
    "a full line, and a line like a heading": ([FULL, "都说好的办法"], True),
    "a line that is not full": ([FULL[:20], "都说好，我们要接着干。"], False),
    "a full line that ends": ([FULL[:-1] + "。", "都说好，我们要接着干。"], False),
    "a full line, and a numbered heading": ([FULL, "二、抓好落实"], False),
    "a full line, and an opening word": ([FULL, "总之，我们要抓好落实。"], False),
    "a full line, and a salutation": ([FULL, "同志们："], False),
}


@pytest.mark.parametrize(("lines", "goes_on"), PRINTED.values(), ids=PRINTED)
def test_in_print_a_full_line_goes_on(lines: list[str], goes_on: bool) -> None:
    assert joined(*PRINT, "大家都很高兴。", *lines)[-1] is goes_on


@pytest.mark.parametrize("before", [PRINT[:4], [line[: 8 + 2 * n] + "，" for n, line in enumerate(PRINT)]])
def test_few_breaks_or_lines_of_all_lengths_are_no_print(before: list[str]) -> None:
    assert joined(*before, "大家都很高兴。", FULL, "都说好的办法")[-1] is False


def test_few_breaks_of_one_width_are_print() -> None:
    assert joined(*PRINT[:6], "大家都很高兴。", FULL, "都说好的办法")[-1] is True


CHROME_BETWEEN = {
    "running text": ("我们去年办成了三件实事，群众都", "说好，今年要接着办。", True),
    "a heading": ("一、办成三件实事，让群众满意", "去年办成了三件实事。", False),
    "a point": ("（一）坚持实事实办，锐意进取", "去年办成了三件实事。", False),
    "a sentence that ends": ("我们去年办成了三件实事。", "群众都说好。", False),
    "a short line": ("三件实事", "去年都办成了。", False),
    "a new point": ("我们去年办成了三件实事，群众都", "二、今年的打算", False),
}


@pytest.mark.parametrize(("before", "after", "goes_on"), CHROME_BETWEEN.values(), ids=CHROME_BETWEEN)
def test_a_sentence_goes_on_behind_chrome_between_its_lines(before: str, after: str, goes_on: bool) -> None:
    lines = [fold(before), fold(after)]
    assert joins([lines], chrome=[[False, True]]) == [[goes_on]]
    assert joins([lines], chrome=[[False, False]]) == joins([lines])


def test_speeches_are_never_joined_to_one_another() -> None:
    assert joins([[BROKEN[0]], [BROKEN[1]]]) == [[], []]


LINES = st.lists(
    st.sampled_from([*(line for lines in APART.values() for line in lines), *BROKEN, *SEMICOLON, PROSE]), max_size=8
)


@given(st.lists(LINES, max_size=4))
@settings(deadline=None, max_examples=200)
def test_there_is_an_answer_for_every_seam(speeches: list[list[str]]) -> None:
    folded = [[fold(line) for line in lines] for lines in speeches]
    assert [len(row) for row in joins(folded)] == [max(0, len(lines) - 1) for lines in folded]


@given(
    LINES,
    st.sampled_from(
        ["一、加快发展", "（二）抓好落实", "同志们：", "1、要抓好落实。", "第一，要抓好落实。", "第三章 总则"]
    ),
)
@settings(deadline=None, max_examples=200)
def test_nothing_is_ever_joined_to_what_opens_a_paragraph(lines: list[str], opening: str) -> None:
    assert not any(joined(*lines, opening, *lines)[max(0, len(lines) - 1) :][:1]) or not lines


TURNS = {
    "a sentence that ended": ("今天开会，总结去年的工作。", "明天开会。", False),
    "a heading": ("加强领导", "各级领导要重视，要抓紧。", False),
    "a new point": ("今天开会，总结去年的工作，部署今年", "二、抓好落实", False),
    "a sentence that did not end": ("今天开会，总结去年的工作，部署今年", "任务，请大家认真讨论。", True),
}


@pytest.mark.parametrize(("before", "after", "goes_on"), TURNS.values(), ids=TURNS)
def test_where_a_page_ends_a_sentence_that_did_not_end_goes_on(before: str, after: str, goes_on: bool) -> None:
    lines = [fold(before), fold(after)]
    assert joins([lines], [[0, 1]]) == [[goes_on]]
    assert joins([lines], [[1, 1]]) == joins([lines])


def test_how_pages_end_is_no_evidence_of_how_a_page_breaks_its_lines() -> None:
    lines = [
        "今天开会,总结去年的工作,部署任务,请大家和",
        "各村的干部认真讨论,把春耕生产抓紧抓好,",
        "全镇上下要统一思想、振奋精神,为完成今年的各项任务而努力奋斗,为全面建成小康社会而努力奋斗,再立新功再创佳绩,为乡亲多作贡献",
        "青山绿水环绕着美丽的村庄,大家都很高兴。",
    ]
    assert joins([lines]) == [[True, True, True]]
    assert joins([lines], [[0, 1, 2, 2]]) == [[True, True, False]]


@pytest.mark.parametrize(
    "stamp",
    [
        "本文来自小山书阁",
        "小山文库整理",
        "小 山 文 库 整 理",
        " y Qjb 0Lo HI dxv YW n F",
        "小山书阁版权所有",
        "更多范文请访问www.xs.cn",
        "by 张三@小山文库",
        "◇www.xs.cn",
        "◇",
        "责任编辑：张三",
        "小山文库原创",
        "——摘自小山文库",
        "→小山",
    ],
)
def test_what_a_site_stamps_behind_a_sentence_goes_on_nowhere(stamp: str) -> None:
    """The page breaks its lines, so that a mere missing full stop would do."""
    broken = [
        "我们要坚持把教育放在优先发展的战略地位,始终坚",
        "持以人民为中心的发展思想。",
        "各级党委、政府要把责任落到实处,要",
        "抓好落实。",
    ]
    report = "要按照既定的部署,抓好各项工作的落实,一件一件抓出成效,让群众看得见、摸得着、得实惠,过上更加幸福、更加美好的生活。"
    found = joins([[*broken, report + stamp, "要求已经明确,关键在于行动。"]])
    assert found == [[True, False, True, False, False]]


def test_a_sentence_begun_behind_another_goes_on() -> None:
    assert joins([["去年的工作很有成效。今年全文库整理工作还要", "提供供水、供电等各项服务,让群众满意。"]]) == [[True]]


def test_the_text_under_a_heading_is_no_part_of_it() -> None:
    text = "从年初到现在,市委先后九次听取专题汇报,现场协调解决困难二百多个,各项工作都取得了新的进展和成效。"
    assert joins([["一、要在廉洁自律上作表率", text]]) == [[False]]


BREAKS = [
    "我们要坚持把教育放在优先发展的战略地位,始终坚",
    "持以人民为中心的发展思想。",
    "各级党委、政府要把责任落到实处,要",
    "抓好落实。",
]
SENTENCE = (
    "要按照既定的部署,抓好各项工作的落实,一件一件抓出成效,让群众看得见、摸得着、得实惠,过上更加幸福、更加美好的生活。"
)


def test_what_stands_behind_several_sentences_is_a_stamp() -> None:
    lines = [*BREAKS, SENTENCE + "小山书香", "要求已经明确。", SENTENCE + "小山书香", "关键在于行动。"]
    assert joins([lines])[0][4:] == [False] * 3


def test_what_is_known_to_be_the_rest_of_a_stamp_goes_on_nowhere() -> None:
    lines = [SENTENCE + "我们", "的目标一定能够实现,也一定要实现。"]
    assert joins([lines]) == [[True]]
    assert joins([lines], cut=[[True, False]]) == [[False]]


def test_two_characters_that_make_no_word_are_joined_only_where_a_clause_has_begun() -> None:
    """A few words behind a full stop may be a stamp that nobody knows; a page that breaks its lines proves nothing there."""
    assert joins([[*BREAKS, SENTENCE + "小山书香", "要求已经明确,关键在于行动。"]])[0][-1] is False
    assert joins([[*BREAKS, SENTENCE + "今后,我们任重道远", "要求已经明确,关键在于行动。"]])[0][-1] is True


PARAGRAPHS = [
    (True, "（一）我们学校现有专任教师八十四人，其中高级职称三十一人，市级骨干教师十五"),
    (False, "人。"),
    (True, "（二）王老师带着腰伤站了整整一个学期的讲台，粉笔盒旁边总放着一瓶"),
    (False, "止痛喷雾。"),
    (True, "青年教师每学期上一节汇报课，师徒结对十九对，听课记录不少于二十六节。对"),
    (False, "后进生多一次弯腰，多一句表扬，也许就改变了一个孩子的一生。师德是教师的第一张"),
    (False, "名片，这条红线谁都不能碰。"),
    (True, "谢谢大家！"),
    (True, "再见！"),
]


def hanging(lines: list[tuple[bool, str]]) -> list[bool]:
    return joins([[fold(line) for _, line in lines]], indented=[[blank for blank, _ in lines]])[0]


@pytest.mark.parametrize(
    ("indents", "goes_on"), [((True, False), True), ((False, False), False), ((True, True), False)]
)
def test_behind_chrome_a_line_without_an_indent_goes_on_one_that_has_it(
    indents: tuple[bool, bool], goes_on: bool
) -> None:
    lines = [*[(True, DONE)] * 8, (indents[0], "今年的要求是：稳字"), (indents[1], "当头、实字托底，把优势变成发展。")]
    speech = [fold(line) for _, line in lines]
    apart = [[False] * 9 + [True]]
    assert joins([speech], chrome=apart, indented=[[blank for blank, _ in lines]])[0][-1] is goes_on


@pytest.mark.parametrize(("line", "goes_on"), [("这些数字来之不易，是全", True), ("办公室主任的总结", False)])
def test_a_short_line_with_a_pause_in_it_goes_on_behind_chrome(line: str, goes_on: bool) -> None:
    speech = [fold(line), fold("山门沟的干部群众一锹一镐挣出来的。")]
    assert joins([speech], chrome=[[False, True]]) == [[goes_on]]
    assert joins([speech], chrome=[[False, False]]) == [[False]]


def test_where_paragraphs_are_indented_a_line_that_is_not_goes_on() -> None:
    assert hanging(PARAGRAPHS) == [not blank for blank, _ in PARAGRAPHS[1:]]


def test_rows_of_a_table_between_indented_paragraphs_stay_apart() -> None:
    rows = [(False, "动员部署 三月上旬到四月中旬 王小山"), (False, "组织实施 四月下旬到九月底 李小山")]
    table = [(True, DONE)] * 4 + rows + [(True, DONE)]
    assert not any(hanging(table))


def test_where_lines_without_an_end_are_indented_as_well_indents_tell_nothing() -> None:
    verse = [(True, "我们走过田野和山冈，走过没有路的地方"), (False, "春天把种子交给我们，我们把它交给土地")] * 5
    assert not any(hanging(verse))


def test_lines_of_one_width_that_end_nothing_are_lines_of_print() -> None:
    lines = [
        "回首来时路，点点滴滴都在心头。过去两年，在大家的领导下，会务蒸蒸日上，先后举",
        "办敬老宴、颁奖礼和考察团。新一届理事会共有八十六人，其中四十岁以下的占三成，",
        "可谓新旧交融、人才济济。承蒙各位厚爱，推选为会长，实感荣幸，亦深知责任重大。",
        "本会捐出积蓄三十二万元成立助学金。去年，义工队派发物资六万份，获各界好评。本",
        "会由当年的一间课室，发展到今天的五所学校。未来两年，会务有三个重点，一个是关",
        "爱基层，一个是扶掖青年，一个是服务家乡。来自东山的曾女士，去年捐出全部积蓄成",
        "立奖学金，令人十分感动。前年冬天，理事会同仁又走遍五十五条村子，把棉衣送到老",
        "人手里。各位乡亲，我的话讲完了。",
    ]
    assert joined(*lines) == [True, True, False, True, True, True, True]


def test_headlines_between_indented_teasers_that_are_cut_off_stay_apart() -> None:
    """Of a page of news: each teaser breaks off, and the next headline stood there without an indent."""
    headline = (False, "可靠性研究发布，最差的没想到")
    page = [
        headline,
        (True, PROSE),
        headline,
        (True, PROSE + "也"),
        headline,
        (True, PROSE),
        headline,
        (True, PROSE),
        headline,
        (True, DONE),
    ]
    assert hanging(page) == joined(*(line for _, line in page))


def test_teasers_of_about_one_length_are_no_lines_of_print() -> None:
    teasers = [PROSE * 2 + "啊" * number for number in (0, 3, 6, 9, 12)]
    page = [line for teaser in teasers for line in (teaser, "可靠性研究发布")]
    assert not any(joined(*page)[::2])

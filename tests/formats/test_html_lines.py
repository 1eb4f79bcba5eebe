import time

import pytest

from cleaner.formats.html_lines import MarkedLine, collapsed, lines_of


def read(markup: str) -> list[MarkedLine]:
    from resiliparse.parse.html import HTMLTree

    return lines_of(HTMLTree.parse(markup))


def texts(markup: str) -> list[str]:
    return [line.text for line in read(markup)]


LINES = {
    "inline elements break no line": ("<p>经<b>济</b><span>发</span><a href=x>展</a></p>", ["经济发展"]),
    "a line end of the source is none of the text": (
        "<p>安排\n  部署</p><p>good\nmorning</p>",
        ["安排部署", "good morning"],
    ),
    "blocks are lines": ("<div>一<p>二</p>三</div>", ["一", "二", "三"]),
    "a break is a line end": ("<p>一<br>二<br/><br>三</p>", ["一", "二", "三"]),
    "broken tags": ("<p>一<b>二</p><p>三</b></i></div>四", ["一二", "三四"]),
    "a tag that was never closed": ("<p>一<p>二<li>三", ["一", "二", "三"]),
    "nested lists": ("<ul><li>一<ul><li>二</li></ul></li><li>三</ul>", ["一", "二", "三"]),
    "a row is a line": ("<table><tr><td>甲</td><td><p>3</p></td></tr><tr><th>乙<th>4</table>", ["甲\t3", "乙\t4"]),
    "a table that frames a page is none": (
        "<table><tr><td>菜单</td><td><p>第一段</p><p>第二段</p></td></tr></table>",
        ["菜单", "第一段", "第二段"],
    ),
    "a table in a table": (
        "<table><tr><td>左</td><td><table><tr><td>甲</td><td>3</td></tr></table></td></tr></table>",
        ["左", "甲\t3"],
    ),
    "lines of a preformatted text": ("<pre>一\n  二\n</pre>", ["一", "二"]),
    "entities": ("<p>&ldquo;一&amp;二&#x201d;&nbsp;&#19977;</p>", ["“一&二”\xa0三"]),
    "the gloss of a ruby is out": ("<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字</p>", ["汉字"]),
    "what nobody sees is out": (
        "<title>一</title><style>p{}</style><script>二</script><!-- 四 --><template>五</template>"
        "<p>六<span style='DISPLAY : none'>七</span></p><div hidden>八</div><noscript><p>三</p></noscript><textarea>九</textarea><select><option>十</select>",
        ["六"],
    ),
    "letters without a size are out, a block without one is not": (
        "<p>一<font style='font-size:0px'>乱码</font>二</p><div style='font-size:0'><p>三</p></div>",
        ["一二", "三"],
    ),
    "what is part of a line is out by a style sheet, a block is not, nor what is hidden on paper only": (
        "<style>.a,span.b{display:none} .c{font-size:0} @media print{.d{display:none}} div.e{display:none}</style>"
        "<p>一<i class=a>乱</i><span class='x b'>码</span><font class=c>符</font><font class=jammer>号</font><b class=d>二</b></p><div class=e>三</div>",
        ["一二", "三"],
    ),
    "what a button unfolds that leads to comments is not read": (
        "<p>一。</p><p>查看全部评论</p><div style='display:none'><p>二。</p></div>",
        ["一。", "查看全部评论"],
    ),
    "what a button unfolds is read, what stands beside none is not": (
        "<div><p>一。</p></div><div><a>点击展开全文，剩余50%</a></div><div style='display:none'><p>二。</p></div><p>三</p><p>四</p><div style='display:none'>五。</div>",
        ["一。", "点击展开全文，剩余50%", "二。", "三", "四"],
    ),
    "a page that a script will show": (
        "<div style='visibility:hidden'><p>一二三四五</p></div><p>六</p>",
        ["一二三四五", "六"],
    ),
    "what such a page never shows": (
        "<div style='visibility:hidden'><p>一二三四五</p></div><div style='display:none'>七八</div><p>六</p>",
        ["一二三四五", "六"],
    ),
    "a page that hides many parts until a script shows them": (
        "<p hidden>一二三</p><p hidden>四五六</p><p hidden>七八九</p><p>十</p>",
        ["一二三", "四五六", "七八九", "十"],
    ),
    "parts of a text that are shown one by one": (
        "<div class=page>一</div><div class=page hidden>二。</div><div class=page hidden>三。</div><div class=box hidden>四。</div>",
        ["一", "二。", "三。"],
    ),
    "an object and a map that were never closed": ("<object><map name=x><area href=y><p>一</p><p>二</p>", ["一", "二"]),
    "an unfinished comment": ("<p>一</p><!-- 二", ["一"]),
    "indents of the writer stay": ("<p>　　同志们：</p>", ["　　同志们："]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("markup", "expected"), LINES.values(), ids=LINES)
def test_lines(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_characters_that_lead_elsewhere_are_counted() -> None:
    lines = read(
        "<p>看<a href=x>这里</a></p><p><a name=y>锚</a></p><p><a href='#z'>下</a></p><p><a href='#'>收藏</a></p>"
    )
    assert [line.linked for line in lines] == [2, 0, 0, 2]


def test_headings_and_times_are_known() -> None:
    title, date = read("<h1><a href=x>题</a></h1><p><time datetime='2020-01-02'>昨天</time></p>")
    assert (title.heading, date.heading, date.time) == ("h1", "", "2020-01-02")


def test_blanks_collapse_as_on_the_screen() -> None:
    assert collapsed("\n a \t b\n") == "a b"
    assert collapsed("一\r\n 二 三") == "一二 三"


HOSTILE = ("<div>", "<b>", "<b><p>x", "<table><tr><td>x", "<!--", "<", "&#x", "<a href=x>", "<ul><li>x", "</p>", "<p>x")


@pytest.mark.nightly
@pytest.mark.parametrize("unit", HOSTILE)
def test_what_repeats_takes_time_in_proportion(unit: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        read(unit * count)
        return time.process_time() - start

    seconds(1000)
    assert seconds(40_000) <= 0.5 + 8 * seconds(10_000)


@pytest.mark.parametrize("unit", HOSTILE)
def test_what_repeats_ends(unit: str) -> None:
    assert isinstance(texts(unit * 20_000), list)

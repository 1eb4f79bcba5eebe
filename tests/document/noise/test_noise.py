"""All kinds together: what must stay comes first, then what holds of every text."""

import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.noise import KINDS, find_noise

# One text a line; where a text has several lines, they are joined by ⏎.
STAYS = r"""
# formulas, equations, sets
E=mc²
质能方程是E=mc^2
a+b=c，a²+b²=c²
(a + b)^2 = a^2 + 2ab + b^2
y = k x + b
x1 + x2 = -b/a
f(x) = x^2 + 2x + 1
F = G m1 m2 / r^2
集合{x|x>0}
集合 A = {1, 2, 3}，B = {a, b}
勾股定理 a^2+b^2=c^2
公式为 $a_1 + b_2$
当 n → ∞ 时，(1+1/n)^n → e
H2O + CO2 -> H2CO3
2H2 + O2 = 2H2O
pH 值为 7.0
SO2 NO2 PM10 PM2.5 O3 CO
污染物包括 SO2、NO2、PM2.5、O3 和 CO
维生素 A B1 B2 B6 B12 C D E
A B C D E F G
a b c d e f g h i j k
x, y, z, u, v, w
A, B, C, D, E, F
A. B. C. D.
(a) (b) (c) (d) (e)
a) b) c) d) e) f)
A+ A- B+ B- C+ C- D
AAA AA+ AA A+ BBB+
sin(x) cos(x) tan(x)
1 2 3 5 | 6 5 3 - |
5 6 5 3 | 2 - - - |
# figures and tables
增长12.5%
占比 12.5% (3.2%) 15
31(39.2%) 48(60.8%) 2 074(13.4%)
^ 538 179(33.3%) 359(66.7%)
9 400 118 340# 121 840#
( i )  #
3 296(2) 3 339(3) 3 521(4) 3 730(4) 3 667(4)
24/7 50-60% 1:3 3/4 1,234.56
比分是 21:19 18:21 21:16
电话：(010) 6555-1234 转 801
$1,000 - $2,500
2012-03-05 10:30:25
2012/3/5 9:00 - 11:30
GB/T 19001-2016
ISBN 978-7-01-000001-0
CN 11-0001/D
京ICP备05000001号-1
X2 F0 A4 B5
京A·12345
P.22 M-I-2
S-9-4 tan/sin/cos
# models and abbreviations
5G、4K、8K、VR/AR、AI
COVID-19 和 H1N1
B-52、F-16、MQ-9B、DF-41
GDP、CPI、PPI、PMI
PM2.5 年均浓度下降 8%
世界贸易组织(WTO)
世界贸易组织（WTO）和亚太经合组织（APEC）
R&D 经费、Q&A 环节、AT&T 公司
研发（R&D）投入强度
C++、C#、.NET、VB、F#
iPhone X、iPad Pro、macOS、eBay、kWh、mAh、dB
“三S”工程，“3T”融资，“一带一路”（B&R）
K12 教育、O2O 平台、B2B、C2C、P2P
m3/s、kg/m3、km/h、℃、㎡
U.S.A. 和 U.K.
J. K. Rowling, C. S. Lewis
Dr. Sun Yat-sen
# English
Thank you!
Good morning, ladies and gentlemen.
谢谢大家！Thank you very much!
I am in a U.S. city.
To be or not to be, that is the question.
a man of his word; an eye for an eye
He said: "I don't know."
It's 5 o'clock (a.m.) now.
Yes, we can! Yes, we can!
T h a n k   y o u
35 countries. We are an S&P 500 company. S&P is the Standard & Poor’s
only 4,000 employees, so [non-English speech] .
I could move it to 2021, [laughs] so that we could meet.
[video] [music] [applause]
Déjà vu 的感觉，Café 的香气
他的未婚妻(fiancée)来了
陈词滥调(cliché)要不得
Benzo[a]pyrene 是致癌物
# addresses
请登录 www.gov.cn 查询
见 http://www.gov.cn/zhengce/2012-03/05/content_1.htm
https://a.example/watch?v=GPg3wjc-d9o&t=179s
http://a.example/?a=1&lang=ch&copy=2&para=3&lt=4
?type=flow&lang=ch&op_id_one=1
邮箱：zhang_san-01@mail.example.com
网页<www.swd.gov.hk/oala>。
网址<http://www.itc.gov.hk/ch/f>
共笔APP<etherpad>也可以
微信号：abc_123
@小明 #两会#
C:\news\readme.txt
\\server\share\new
# marks of speech
[1] [2] [12]
据统计[1]，增长[2]
[掌声] [笑声] （鼓掌）
（笑）{注：作者按}
{我们目前以本国来讲的行政法院}
【编者按】〔2012〕5号
国发〔2012〕5号 国办发[2012]5号
××× XX *** ＊＊＊ ○○
张××同志、XX市、X局、20**年、20*年
某某区××院
(*^__^*)
^_^ :-) T_T
~~~~~ !!!!! ????? -----
=========
* * * * *
* * *
- 1 -
— 5 —
……
&
<甲><乙>
《<序言>》
<b 甲>
a<b，b<c，所以a<c
a < b > c
<title>
<video>
[a] 甲 [b] 乙 [c] 丙
元音[i]和[u]，辅音[b][p]
[b]是双唇音，[f]是唇齿音，[k]是舌根音
[quote]
[table]
[*]
[甲]
100%&200%
10<sup>12</sup>和10<sup>-4</sup>
AT&T;S&P;
&#8
&dti=5；
A*STAR、Wi-Fi 802.11 b/g/n/ac、3M、7-11、P!nk、M&M's
user_name 和 file_v2.1.docx
P@ssw0rd 和 P@$$w0rd
# readings that someone explains
亳(bó)州市
滟滪(yàn yù)堆
尉(yù)犁县
六(lù)安市
乐(yuè)清市
铅(yán)山县、弋(yì)阳县、婺(wù)源县
仁(rén)者爱人
他姓仇(qiú)，我姓单(shàn)，他姓解(xiè)
“落”字在这里读音不同：落(là)下、落(lào)枕、落(luò)实
注音：学(xué)习(xí)、工(gōng)作(zuò)
群众(qún zhòng)
心智(mind)、溝通(with)、接收(can)、服務(she)、創造(men)、你(you)
甲(a)、乙(e)、丙(o)、丁(a)、戊(e)、己(o)
第三条(i)、(ii)、(xi)款
领(lǐng)导们好
电(diàn)子
习近平(Xí Jìnpíng)
拼音是(pīn yīn)
# private use and damage
李慧丽
同�志们
��
㈠㈡①②ⅠⅡ
𠮷野家、𡃁仔
①、㎡、℃、％、‰、№
# escapes that are none
0x0d 0x0A
C:\reports\new\table
\section \new \name
正则 \d+\n
# lines that look like code
var 是方差的缩写
document 文件
function 这个功能
font-family 是字体
时间：9:00；地点：大礼堂；
color: red
width:10
Notes: one; two; three.
甲-->乙
a --> b
/* 注 */
if (a) then b
{a;b;c}
{name: value}
window 窗口
"""
STAYS_LINES = [line.replace("⏎", "\n") for line in STAYS.strip().split("\n") if not line.startswith("# ")]


@pytest.mark.parametrize("text", STAYS_LINES)
def test_what_a_writer_meant_stays(text: str, left: Callable[[str], str]) -> None:
    assert left(text) == text


@pytest.mark.parametrize("text", STAYS_LINES)
def test_it_stays_in_a_speech(text: str, left: Callable[[str], str]) -> None:
    inside = f"同志们：\n现在，我代表市委讲几点意见。\n{text}\n谢谢大家。"
    assert left(inside) == inside


def test_nothing_in_all_of_it_together_goes(left: Callable[[str], str]) -> None:
    together = "\n".join(line for line in STAYS_LINES if "(" not in line and "[" not in line and "<" not in line)
    assert left(together) == together


def test_noise_in_noise_goes_as_one_edit() -> None:
    edits = find_noise("好&lt;p cl\u200bass=a&gt;人")
    assert [(edit.start, edit.end, edit.new, edit.rule) for edit in edits] == [(1, 19, "\n", "markup")]


def test_importing_compiles_no_pattern() -> None:
    code = (
        "from cleaner.document.noise.base import compiled; import cleaner.document.noise; print(compiled.cache_info())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "currsize=0" in done.stdout


def test_clean_text_opens_no_gate() -> None:
    text = "一、提高认识（2012年3月5日）：增长12.5%，GDP达到1,234亿元；“十二五”规划[1]。\n\u3000\u3000谢谢大家！\r\n"
    assert [kind for kind in KINDS if kind.may_be_in(text * 100)] == []


PIECES = st.sampled_from(
    [
        *"同志们，。：；！？（）()[]<>&;/\\{}\"'=#.%~^ \n\t\u3000\u200b\ue000⻩ǐab1Z中國發",
        "&nbsp;", "&lt;", "&gt;", "&amp;", "nbsp;", "&#", "<p>", "</p>", "<b>", "</b>", "<br", "/>", "<!--", "-->",
        "<script>", "</script>", "[b]", "[/b]", "[img]", "[/img]", "[url=", "x0dx0a", "_x000D_", "\\r\\n", "\\n", "\\u4e2d",
        "(lǐng)", "（dǎo）", "领", "导", "7 X2 F0 n) p- Q: o", "%^&*a1Bc~", "a{color:red}", "font-size:1px;",
        "document.write(", "var a=", "function a(){", "x", "0", "http://a.example/?a=1", "<sup>", "</sup>",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


@settings(max_examples=500)
@given(TEXTS)
def test_edits_are_sorted_disjoint_and_in_range(text: str) -> None:
    end = 0
    for edit in find_noise(text):
        assert end <= edit.start < edit.end <= len(text)
        assert text[edit.start : edit.end] != edit.new
        end = edit.end


@settings(max_examples=500)
@given(TEXTS)
def test_every_edit_is_noise_and_one_character_at_most(text: str) -> None:
    for edit in find_noise(text):
        assert (edit.cause, edit.category) == ("noise", "artefact")
        assert len(edit.new) <= 1


@settings(max_examples=500)
@given(TEXTS)
def test_a_gate_meets_every_text_that_has_any(text: str) -> None:
    for kind in KINDS:
        assert kind.may_be_in(text) or list(kind.find(text)) == []


@pytest.mark.parametrize(
    "unit",
    ["[b]一\n", "&nbsp;", "&amp;", "&amp;lt;", "<p ", "<!--", "a{b:c;", "7 X2 F0 n) ", "a ", "    \\t", "领(lǐng)", "\ue000",
     "<sup>4</sup>", "var a=", "function a(", "[img]", "a!b 网 "],
)  # fmt: skip
def test_time_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.perf_counter()
    find_noise(text)
    assert time.perf_counter() - start < 3  # the slowest takes 0.3 s; quadratic time would be minutes


@settings(max_examples=500)
@given(TEXTS)
def test_what_is_left_has_no_noise(left: Callable[[str], str], text: str) -> None:
    assert left(left(text)) == left(text)


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@given(st.lists(st.one_of(HAN, st.sampled_from("，。、；：？！“”‘’（）《》…—")), max_size=60).map("".join))
def test_plain_chinese_has_none(text: str) -> None:
    assert find_noise(text) == []


@given(st.text(st.one_of(HAN, st.sampled_from("0123456789 ,.%\n")), max_size=80))
def test_figures_are_none(text: str) -> None:
    assert find_noise(text) == []


@given(TEXTS)
def test_no_han_character_is_lost(text: str) -> None:
    """But for what stands inside tags, comments and scripts, which name what they are."""
    for edit in find_noise(text):
        if edit.rule not in ("markup", "style", "script"):
            old = unicodedata.normalize("NFKC", text[edit.start : edit.end])
            assert not re.search("[\u4e00-\u9fff]", old) or edit.rule in ("radical", "jamming", "entity")

"""Noise: what must stay comes first, then what must go, with the exact text that is left."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.edits import apply_edits
from cleaner.document.noise import find_noise


def left(text: str) -> str:
    return apply_edits(text, find_noise(text))


def rules(text: str) -> set[str]:
    return {edit.rule for edit in find_noise(text)}


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
# refrains
伟大的中国共产党万岁！⏎伟大的中国共产党万岁！
谢谢大家！⏎谢谢大家！
我有一个梦想。⏎我有一个梦想。
同志们，让我们携起手来，共同奋斗吧！⏎同志们，让我们携起手来，共同奋斗吧！
一、统一思想，提高认识，切实增强做好工作的责任感⏎一、统一思想，提高认识，切实增强做好工作的责任感
起来，不愿做奴隶的人们，把我们的血肉，筑成长城。⏎起来，不愿做奴隶的人们，把我们的血肉，筑成长城。⏎前进。⏎起来，不愿做奴隶的人们，把我们的血肉，筑成长城。
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
def test_what_a_writer_meant_stays(text: str) -> None:
    assert left(text) == text


@pytest.mark.parametrize("text", STAYS_LINES)
def test_it_stays_in_a_speech(text: str) -> None:
    inside = f"同志们：\n现在，我代表市委讲几点意见。\n{text}\n谢谢大家。"
    assert left(inside) == inside


def test_nothing_in_all_of_it_together_goes() -> None:
    together = "\n".join(line for line in STAYS_LINES if "(" not in line and "[" not in line and "<" not in line)
    assert left(together) == together


# What goes stands between ⟦ and ⟧, with what it gives way to behind an arrow; ⏎ is a line end.
JAMMED = r"""
我们要坚持解放思想，实事求是。⟦7 X2 F0 n) p- Q: o⟧
我们要坚持解放思想，实事求是。 ⟦; z0 W9 {9 V. e" D, x4 S G⟧
⟦& ] z. X' d I4 b1 I* \) B⟧ 一、提高认识
⟦8 L# d" A& Y/ o- H4 X* J* @8 N⟧一、提高认识
工作会议。⏎⟦6 K! z% W0 W- p, t a) A⟧⏎同志们：
各位代表：⏎⟦, K$ Z( @* d" H& ^⟧
⟦+ n. O/ P% R' ^% X/ I! L⟧2012年是关键之年。
谢谢大家！⟦0 _7 q- }0 U$ \1 H& Y⟧
抓落实，⟦( s' F% c0 O+ P* P! A+ f⟧促发展
⟦3 H" f$ H. n7 O+ I" t⟧
加快发展5G。⟦2 @5 o2 @" I4 M- i7 y. I8 B⟧
（三）加强领导。 ⟦" |' M8 } n$ X% j/ ], _⟧
⟦9 X, [* Y$ ~: D( T⟧⏎今年以来
⟦/ b: s4 ~6 x" C; D2 l4 A⟧  今年以来
今年以来。⟦. W8 a8 Q4 M# n5 X: {% @1 C⟧同志们
今年以来。 ⟦( k6 S; [- p. y4 ?1 j* Y⟧
⟦& ^" f9 h6 A0 I⟧ 今年以来
⟦* t/ B9 G9 C1 i/ R7 w2 J⟧ 今年以来
⟦0 d4 T0 _5 o& e1 a/ X1 M o⟧ 今年以来
今年以来 ⟦! r9 N" T1 y9 r' {$ j: {* L⟧
今年以来！⟦3 B$ A& R c7 l3 ~⟧
今年以来…… ⟦7 N3 _6 v, s3 S& Z& P7 k⟧
今年以来“好” ⟦3 g& W$ ]7 J, K: t9 O, A⟧
一、提高认识。⏎⟦5}? 7 @Q5 ^⟧
一、提高认识。 ⟦c Z}O p o ` if.⟧
⟦F:Y R B ^ +};⟧ 二、落实责任
落实责任。 ⟦qXC xj $&I +6 #I p%z a⟧
落实责任。⏎⟦{ew zsI S RP 6⟧⏎第三
落实责任！ ⟦bZ! LQ 2 i xC Q?V⟧
落实责任； ⟦8yb X n@G !e .g}⟧
⟦O?u i&} ~ Y e Mr⟧ 同志们
⟦xm 3B B V: }K^ Ms {uE c4⟧ 同志们
⟦%! %T Vo@ &s T yb( fT⟧ 同志们
⟦C 9{ c m!2 7 #R HC⟧⏎同志们
⟦lO^ 7 I DaF |⟧ 同志们
同志们： ⟦cEa J }u ` 5A Jy N⟧
同志们：⏎⟦H} 0. Ov| 3#⟧
同志们：⏎⟦_H . ?%⟧
同志们：⏎⟦3 | }L 7 +I#⟧
⟦}& 1 wSm a⟧ 同志们
⟦y M ) rZy ;! @U⟧ 同志们
⟦n K C :l⟧⏎⟦5}? 7 @Q5 ^⟧⏎⟦c Z}O p o ` if.⟧
⟦bBC LUr %* 7vT UD RWq `7;⟧ 同志们
增长12.5% ⟦y%z M} ) rZy ;! @U⟧
谢谢大家! ⟦} Yk y uW p%a⟧
⟦:H"r:P9o3A's"Q-N-U1O⟧
讲几点意见。⟦3i5C-~${.s0z;v⟧
⟦:O2y*^!h#w;q,\⟧
讲几点意见。 ⟦!y*h%{'d'g0A5X5]⟧
⟦5L8g.P7w#T*N)V1d,M1\⟧同志们
⟦6[%J#w#D4c)u#T9W⟧⏎同志们
⟦)B:R4z-?"V2m6|⟧ 同志们
⟦*U9T4v6w9_)}(~"X7E/V⟧ 同志们
会议指出：⟦4A0v/`#M3]%E.D;`0J&o⟧
会议指出。⟦&~:y+s,Z%}%Q1D⟧
会议指出。⟦.Q-e.H6\)N(t#\*j'D⟧
会议指出。⟦8m9]!h/I+_6F-]"W⟧
会议指出。⟦4O'f.|7P7`8x%Y2x%p,[⟧
会议指出。⟦%^&*a1Bc~⟧
⟦%^&*a1Bc~⟧
⟦%^&*a1Bc~⟧ 会议指出
会议指出 ⟦~@x#9Kq%⟧
（随机）。⟦}\xa0\xa0A. D% W# |) R# W% ^⟧一、总分
总分：60分】⟦! \& g0 @; M& N) E+ ?8 h⟧经验交流
Thank you! ⟦7 X2 F0 n) p- Q: o⟧
⟦7 X2 F0 n) p- Q: o⟧ Thank you!
⟦m$ K7v 中国教师论坛 ^z Q% 3;x⟧
抓好落实。⟦m$ K7v 教师之家 ^z Q% 3;x⟧
"""
GLOSSED = r"""
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
女⟦(nǚ)⟧同⟦(tóng)⟧志⟦(zhì)⟧
走近家⟦(jia)⟧電器⟦(qi)⟧有⟦(you)⟧限⟦(xian)⟧公司，開發家⟦(jia)⟧用⟦(yong)⟧電器
致力于人⟦(ren)⟧性⟦(xing)⟧化⟦(hua)⟧、科⟦(ke)⟧技⟦(ji)⟧化⟦(hua)⟧，⏎銷⟦(xiao)⟧往國⟦(guo)⟧內
"""
ENTITIES = r"""
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
ESCAPED = r"""
同志们：⟦x0dx0a⟧
⟦x0dx0a⟧同志们
同志们：⟦x0dx0ax0dx0a⟧
同志们：⟦x0dx0a→⏎⟧今天
同志们：⟦x0Dx0A→⏎⟧今天
同志们：⟦\x0d\x0a→⏎⟧今天
2012⟦x0dx0a⟧
同志们：⟦_x000D_⟧
同志们：⟦_x000d_⟧⏎今天
⟦_x000D_⟧同志们
同志们：⟦_x000D_→⏎⟧今天
同志们：⟦_x000D__x000A_→⏎⟧今天
同志们：⟦\r\n⟧
同志们：⟦\r\n⟧⏎今天
⟦\r\n⟧同志们
同志们：⟦\r\n→⏎⟧今天
同志们：⟦\r\n\r\n→⏎⟧今天
同志们：⟦\r\n →⏎⟧今天
Hello.⟦\r\n→⏎⟧今天
同志们：⟦\n→⏎⟧今天
同志们：⟦\n\n→⏎⟧今天
同志们：⟦\n⟧
同志们：⟦\r⟧
发展。⟦\n→⏎⟧2012年
同志们：⟦/r/n⟧
同志们：⟦/r/n→⏎⟧今天
⟦\t⟧同志们
同志⟦\t→ ⟧们
⟦\u3000⟧⟦\u3000⟧同志们
同志⟦\u3000→ ⟧们
同志⟦\xa0→ ⟧们
同志⟦_x0020_→ ⟧们
同志⟦_x0009_→ ⟧们
⟦\u4e2d→中⟧⟦\u56fd→国⟧
⟦\u4E2D→中⟧⟦\uff0c→，⟧
⟦%u4E2D→中⟧⟦%u56FD→国⟧
⟦\u201c→“⟧好⟦\u201d→”⟧
⟦\u3001→、⟧
"""
MARKED_UP = r"""
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
⟦<!-- 正文开始 -->⟧同志们
同志们⟦<!--end-->⟧
同志⟦<!--插件的宽度依赖于pic的宽度-->⟧们
⟦<!--[if gte mso 9]><xml></xml><![endif]-->⟧同志们
⟦&lt;p&gt;⟧同志们⟦&lt;/p&gt;⟧
同志们：⟦&lt;br /&gt;→⏎⟧今天
⟦&amp;lt;p&amp;gt;⟧同志们
⟦" target="_blank">⟧
⟦style="text-indent:2em">⟧同志们
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
5平方米 m⟦<sup>2</sup>→²⟧
10⟦[sup]4[/sup]→⁴⟧
CO⟦<sub>⟧2⟦</sub>⟧
好⟦<sup>⟧[1]⟦</sup>⟧
"""
STYLED = r"""
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
⟦<style>p{margin:0}</style>⟧同志们
⟦<style type="text/css">⏎.a{color:red}⏎</style>⟧⏎同志们
⟦<STYLE>p{margin:0}</STYLE>⟧
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
"""
SCRIPTED = r"""
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
⟦<script>var a=1;</script>⟧同志们
⟦<script type="text/javascript">⏎var a = "甲";⏎</script>⟧⏎同志们
⟦<SCRIPT src="a.js"></SCRIPT>⟧
同志们：⟦<script src=a.js></script>⟧好
⟦function a(){⏎  b();⏎}⟧⏎同志们
⟦var a = {⏎ b: 1⏎};⟧⏎同志们
同志们。⟦document.write("a");⟧
"""


def unmarked(case: str) -> tuple[str, str]:
    """Return a case's dirty and its clean text."""
    case = case.replace("⏎", "\n").replace("\\xa0", "\xa0") if "A. D%" in case else case.replace("⏎", "\n")
    dirty = re.sub("⟦(.*?)(?:→([^⟧]*))?⟧", r"\1", case, flags=re.DOTALL)
    return dirty, re.sub("⟦(.*?)(?:→([^⟧]*))?⟧", lambda match: match[2] or "", case, flags=re.DOTALL)


def cases(table: str) -> list[str]:
    return table.strip().split("\n")


GOES = [
    pytest.param(case, rule, id=f"{rule}-{number}")
    for rule, table in {
        "jamming": JAMMED,
        "gloss": GLOSSED,
        "entity": ENTITIES,
        "escape": ESCAPED,
        "markup": MARKED_UP,
        "style": STYLED,
        "script": SCRIPTED,
    }.items()
    for number, case in enumerate(cases(table), 1)
]


@pytest.mark.parametrize(("case", "rule"), GOES)
def test_noise_goes_and_nothing_else(case: str, rule: str) -> None:
    """The table's name is the rule of one edit at least: another kind may lie around it."""
    dirty, clean = unmarked(case)
    assert left(dirty) == clean
    assert rule in rules(dirty) or rules(dirty) <= {"markup", "invisible", "style", "entity"}


@pytest.mark.parametrize(("case", "rule"), GOES)
def test_it_goes_from_a_speech_too(case: str, rule: str) -> None:
    dirty, clean = unmarked(case)
    assert left(f"同志们：\n{dirty}\n谢谢大家。") == f"同志们：\n{clean}\n谢谢大家。"


INVISIBLE = [
    *"\x00\x01\x08\x0e\x1a\x1b\x1f\x7f\x80\x84\x86\x9f\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060",
    *"\u2061\u2066\u2069\u206f\ufeff\ufff9\ufffa\ufffb\ufffe\uffff",
]


@pytest.mark.parametrize("char", INVISIBLE)
@pytest.mark.parametrize(
    "text", ["同{}志", "{}同志们", "同志们{}", "同志们：\n{}\n今天", "G{}DP", "20{}12年", "同{0}{0}志{0}们"]
)
def test_what_no_reader_sees_goes(char: str, text: str) -> None:
    assert left(text.format(char)) == text.format("")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("同志们\t你好\r\n大家\u2028好\x0b吧\x0c啊\x85\xa0\u3000", id="blanks and line ends"),
        pytest.param("家庭👨\u200d👩\u200d👧", id="an emoji made of several"),
        pytest.param("❤\ufe0f", id="variation selector"),
        pytest.param("葛\U000e0100城", id="variant of a character"),
        pytest.param("می\u200cخواهم", id="Persian"),
        pytest.param("क्\u200dष", id="Hindi"),
        pytest.param("ᠮᠣᠩᠭᠣᠯ\u180e", id="Mongolian"),
        pytest.param("另\ufffd外", id="damage stays visible"),
        pytest.param("\ud800", id="half a pair"),
        pytest.param("⺅⺡⻊", id="radicals that are no characters"),
    ],
)
def test_what_is_seen_or_joins_stays(text: str) -> None:
    assert left(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⻩河", "黄河"),
        ("⽇本", "日本"),
        ("⼀、⼆、三", "一、二、三"),
        ("⻓江", "长江"),
        ("⻢上", "马上"),
        ("常⾒", "常見"),
        ("⼈⺠", "人民"),
        ("⻘⻛", "青风"),
        ("禁⽌、⽽且", "禁止、而且"),
        ("⻰⻳⻬⻮", "龙龟齐齿"),
    ],
)
def test_a_radical_gives_way_to_its_character(text: str, expected: str) -> None:
    assert left(text) == expected
    assert rules(text) == {"radical"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("王\ue863同志", id="in a Simplified name"),
        pytest.param("张\ue000", id="at the end of a name"),
        pytest.param("姓名：\ue123志强", id="at the start of a name"),
        pytest.param("李 \ue863 王明", id="a name spaced out"),
        pytest.param("測試\uf6cf產品", id="Traditional, but no character of Hong Kong's"),
        pytest.param("深\U000f0012圳", id="another plane"),
        pytest.param("同志\ue5e5们", id="GBK's blank"),
    ],
)
def test_a_private_character_may_be_of_a_name(text: str) -> None:
    assert left(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("廣福\ue473、黃大仙", "廣福邨、黃大仙", id="Hong Kong"),
        pytest.param("食物及\ue40c生局局長", "食物及衞生局局長", id="Hong Kong, in a title"),
        pytest.param("李慧\ue6ea議員", "李慧琼議員", id="Hong Kong, in a name"),
        pytest.param("隨\ue2e5國家", "隨着國家", id="Hong Kong, a particle"),
        pytest.param(
            "深水\n\ue88c睡在天花板的青年人與國家", "深水\n埗睡在天花板的青年人與國家", id="at a line's start"
        ),
        pytest.param("呃呃\uec95\uec95，國家", "呃呃𧨾𧨾，國家", id="twice"),
        pytest.param("很可惜\uf0be\uf0be這", "很可惜——這", id="dash of the Symbol font"),
        pytest.param("拓展部\uf8e7\uf8e7即", "拓展部——即", id="dash of Adobe's fonts"),
        pytest.param("\uf0b7 要點", "• 要點", id="bullet"),
        pytest.param("\uf0fc \uf0fc", "✓ ✓", id="ticks of a table"),
        pytest.param("\uf06c\n要点", "●\n要点", id="bullet alone"),
        pytest.param("\uf0d8加强领导", "➢加强领导", id="arrow"),
        pytest.param("同志们：\n\ue671\n\ue673\n今天", "同志们：\n\n\n今天", id="alone in a line"),
        pytest.param("\ue60e4\n今天", "4\n今天", id="beside a figure"),
        pytest.param("\ue617标签\n\ue609微博\n\ue608微信", "标签\n微博\n微信", id="a page of icons"),
    ],
)
def test_a_private_character_that_is_known(text: str, expected: str) -> None:
    assert left(text) == expected
    assert rules(text) == {"private-use"}


SENTENCE = "刚才，会议表彰了先进单位和先进个人，我代表区委向他们表示祝贺。"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\n\u3000\u3000", "\n \n", "\n&nbsp;", "\n<p>", "\u200b\n"])
def test_a_sentence_that_comes_twice_goes_once(between: str) -> None:
    kept = left(f"同志们：\n{SENTENCE}{between}{SENTENCE}\n谢谢。")
    assert kept.count(SENTENCE) == 1
    assert kept.split() == ["同志们：", SENTENCE, "谢谢。"]


@pytest.mark.parametrize(
    "lines", [[SENTENCE] * 3, [SENTENCE, "好。", SENTENCE], [SENTENCE, SENTENCE, "好。", SENTENCE]]
)
def test_what_comes_again_elsewhere_is_a_refrain(lines: list[str]) -> None:
    assert left("\n".join(lines)) == "\n".join(lines)


def test_noise_in_noise_goes_as_one_edit() -> None:
    edits = find_noise("好&lt;p cl\u200bass=a&gt;人")
    assert [(edit.start, edit.end, edit.new, edit.rule) for edit in edits] == [(1, 19, "\n", "markup")]


def test_every_edit_is_noise() -> None:
    for edit in find_noise("\n".join(unmarked(case)[0] for table in (JAMMED, MARKED_UP) for case in cases(table))):
        assert (edit.cause, edit.category) == ("noise", "artefact")
        assert len(edit.new) <= 1


PIECES = st.sampled_from(
    [
        *"同志们，。：；！？（）()[]<>&;/\\{}\"'=#.%~^ \n\t\u3000\u200b\ue000⻩ǐab1Z中國發",
        "&nbsp;", "&lt;", "&gt;", "&amp;", "nbsp;", "&#", "<p>", "</p>", "<b>", "</b>", "<br", "/>", "<!--", "-->",
        "<script>", "</script>", "[b]", "[/b]", "[img]", "[/img]", "[url=", "x0dx0a", "_x000D_", "\\r\\n", "\\n", "\\u4e2d",
        "(lǐng)", "（dǎo）", "领", "导", "7 X2 F0 n) p- Q: o", "%^&*a1Bc~", "a{color:red}", "font-size:1px;",
        "document.write(", "var a=", "function a(){", "x", "0", "http://a.example/?a=1", "<sup>", "</sup>", SENTENCE,
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
def test_what_is_left_has_no_noise(text: str) -> None:
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
    """But for what stands inside tags, comments and scripts, and doubled lines, all of which name what they are."""
    for edit in find_noise(text):
        if edit.rule not in ("markup", "style", "script", "doubled"):
            old = unicodedata.normalize("NFKC", text[edit.start : edit.end])
            assert not re.search("[\u4e00-\u9fff]", old) or edit.rule in ("radical", "jamming", "entity")

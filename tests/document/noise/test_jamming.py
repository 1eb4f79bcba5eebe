"""Jamming at the rims of lines, and Discuz's wherever it stands."""

from collections.abc import Callable

import pytest

GOES = r"""
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
（随机）。⟦}⍽⍽A. D% W# |) R# W% ^⟧一、总分
总分：60分】⟦! \& g0 @; M& N) E+ ?8 h⟧经验交流
Thank you! ⟦7 X2 F0 n) p- Q: o⟧
⟦7 X2 F0 n) p- Q: o⟧ Thank you!
⟦m$ K7v 中国教师论坛 ^z Q% 3;x⟧
抓好落实。⟦m$ K7v 教师之家 ^z Q% 3;x⟧
抓好落实。http://wap.example.cn ⟦}Q% zK X4 w{ 9} vT⟧
落实责任。 ⟦CN8 oO@ GAE UO 2Qh a1 d L⟧⏎第三，抓督查。
落实责任。 ⟦m$ K7v ^z Q 3;x⟧⟦[/size]⟧⏎第三，抓督查。
落实责任。 ⟦m$ K7v ^z Q 3;x⟧⏎第三，抓督查。 ⟦6 9d , J⟧
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "jamming")


BESIDE_JAMMING = """
去年完成投资 40 - 40 13 - 13
（一）注释 ( i i i ) *
各项指标：GDP CPI PPI PMI
选项 A B C D
这是大家的 Q & A
A B C 三个等级
4 A 级景区，5 A 级景区
( 1 ) 抓学习
1 . 抓学习
谢谢大家！ V I P
"""


@pytest.mark.parametrize("line", BESIDE_JAMMING.strip().split("\n"))
def test_figures_and_letters_stay_beside_jamming(line: str, left: Callable[[str], str]) -> None:
    assert left(f"同志们： m$ K7v ^z Q 3;x\n{line}\n谢谢大家。") == f"同志们： \n{line}\n谢谢大家。"


RUNS = ("nKPdP~4 8KE8!WX", "jMh5wYf +#z9161", "3nuuANX mL7NB")


@pytest.mark.parametrize(("runs", "goes"), [(RUNS, True), (RUNS[:2], False), ((RUNS[0],) * 3, False)])
def test_short_runs_behind_sentences_prove_each_other(
    runs: tuple[str, ...], goes: bool, left: Callable[[str], str]
) -> None:
    text = "".join(f"各项工作要抓好落实。{run}\n" for run in runs)
    assert left(text) == ("各项工作要抓好落实。\n" * len(runs) if goes else text)


def test_words_and_addresses_behind_sentences_prove_nothing(left: Callable[[str], str]) -> None:
    text = "请看材料。www.a1b2.cn\n请看材料。Thank you\n请看材料。B-52 H2O\n请看材料。2023\n"
    assert left(text) == text

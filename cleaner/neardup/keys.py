"""The key of a paragraph: what is left of it for comparing, once script, width, punctuation, blanks and masks are out.

Kept are letters, digits and Han, that is all ``str.isalnum`` accepts; the two ideographic planes whole, so that Han
newer than Python's Unicode tables count as well; and private-use characters, which stand for Han in old Big5 and GBK
texts. All else goes: blanks, punctuation, symbols, marks, controls, halves of surrogate pairs. Case stays as it is.
"""

from __future__ import annotations

import re

from cleaner.document.fold import fold

MINIMUM = 30
"""The shortest key, in characters, that is compared: shorter paragraphs recur by nature."""

SLOT = "\uffff"
"""What a mask becomes: a noncharacter, which is dropped where a text holds it, so nothing but a mask makes one."""

DROPPED = re.compile(r"[^\w×*○\ue000-\uf8ff\U00020000-\U0003ffff\U000f0000-\U0010ffff]+|_+")

# 二○○八年 is a year and 一○○人 are not 一○人: behind a Chinese digit the circle is the zero 〇 and hides nothing.
ZERO = re.compile(r"(?<=[〇零一二三四五六七八九])○+")

# x may be an unknown or a size; before an administrative unit, and where it does not end a Latin word, it hides a name.
MASK = re.compile(r"(?:[×*○]|X{2,}|(?<![A-Za-z])[Xx]+(?=[省市县区镇委局]))+")


def key(text: str) -> str:
    """Return the key of a paragraph; texts equal but for script, width, punctuation, blanks and masks share it.

    Masks are looked for when blanks and punctuation are gone, so ``× ×`` and ``××、××`` are one mask too.

    >>> key("各位代表：　現在，我代表 ××省……") == key("各位代表,现在我代表XX省") == "各位代表现在我代表" + SLOT + "省"
    True
    >>> key("二○○八年")
    '二〇〇八年'
    """
    bare = DROPPED.sub("", fold(text))
    if "○" in bare:
        bare = ZERO.sub(lambda zeros: "〇" * len(zeros[0]), bare)
    return MASK.sub(SLOT, bare)

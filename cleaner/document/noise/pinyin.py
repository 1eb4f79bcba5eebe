"""Pinyin: its letters and its syllables."""

from __future__ import annotations

from cleaner.document.noise.base import compiled

TONES = "āáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜńňǹḿ"
LETTERS = f"a-züɑɡêv{TONES}"
_UNTONED = str.maketrans(
    {
        toned: plain
        for plain, row in zip("aeiouü", ("āáǎăàɑ", "ēéěĕèê", "īíǐĭì", "ōóǒŏò", "ūúǔŭù", "ǖǘǚǜv"), strict=True)
        for toned in row
    }
    | {"ɡ": "g", "ń": "n", "ň": "n", "ǹ": "n", "ḿ": "m"}
)
_SYLLABLE = (
    r"(?:[zcs]h|[gkh])(?:uang|uai|uan|ua)|[zcs]hi"
    r"|(?:[zcs]h?|[gkhr])(?:ang|eng|ong|uan|ai|ei|ao|ou|an|en|uo|ui|un|a|e|u)|[zcsr]i"
    r"|[dtnl](?:iang|ang|eng|ong|iao|ian|ing|uan|ai|ei|ao|ou|an|en|ia|ie|iu|in|uo|ui|un|üe|ue|a|e|i|u|ü|o)"
    r"|[pmf]ou|miu|me(?![in])|[bpm](?:iao|ian|ing|ai|ao|ie|in|i)|[bpmf](?:ang|eng|ei|an|en|a|o|u)"
    r"|[jqx](?:iang|iong|iao|ian|ing|uan|üan|ia|ie|iu|in|ue|üe|un|ün|i|u|ü)"
    r"|y(?:ang|ong|ing|uan|ao|ai|ou|an|in|ue|un|a|o|e|i|u)|w(?:ang|eng|ai|ei|an|en|a|o|u)"
    r"|(?:ang|eng|ai|ei|ao|ou|an|en|er|a|o|e)"
)


def syllables(pinyin: str) -> int:
    """Count the syllables, or return 0 where it is no pinyin.

    >>> syllables("lǐng"), syllables("kùn nan"), syllables("lǐngdǎo"), syllables("fiancé")
    (1, 2, 2, 0)
    """
    plain = pinyin.translate(_UNTONED)
    found = compiled(_SYLLABLE).findall(plain)
    return len(found) if "".join(found) == compiled(r"[ '’·\u3000-]").sub("", plain) else 0

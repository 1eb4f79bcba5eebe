"""JavaScript without its tags."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import CJK, ascii_of, compiled, noise, within_line
from cleaner.model import Edit

# A word of each is in every match of _BEGINNING.
_WORDS = (
    *("document.", "window.", "var", "function", "$(", "jQuery(", "_hmt.", "setTimeout(", "setInterval(", "BAIDU_CLB_"),
    *("google_ad_", "cpro_", "bdshare_config", "GoogleAd(", "show_ads(", "__gaTracker(", "_gaq.", "ga("),
)
_BEGINNING = (
    r"(?<![\w.$])(?:document\.(?:write(?:ln)?|getElement\w+|cookie|domain|body|title)\b\s?(?=[(.=])"
    r"|window\.[\w$]{2,40}(?=\s?[(.=\[])|var\s{1,4}[\w$]{1,60}(?=\s?[=;])|function\s{0,2}[\w$]{0,60}\s?\([^()\n]{0,200}\)\s?(?=\{)"
    r"""|\$\((?=document|function|["'])|jQuery\(|_hmt\.push(?=\()|\(function\s?\([^()\n]{0,100}\)\s?(?=\{)"""
    r"|set(?:Timeout|Interval)\(|BAIDU_CLB_\w{2,40}(?=\()|google_ad_[a-z]{2,20}(?=\s?=)|cpro_[a-z]{2,20}(?=\s?=)"
    r"|bdshare_config(?=\s?=)|(?:GoogleAd|show_ads|__gaTracker|_gaq\.push|ga)(?=\(['\"\[]))"
)
_TOKEN = rf"[(){{}}\[\]\"';\n]|[{CJK}]"
_CLOSERS_LINE = r"(?m)^[ \t]*+[})\];]{1,8}[ \t]*+$"
_DEPTH = dict.fromkeys("([{", 1) | dict.fromkeys(")]}", -1)
_GOES_ON = r"(?![;.(\[={])"
_TAIL = {")": _GOES_ON, "]": _GOES_ON, "}": r"[ \t]?[;)]{0,3}(?:\(\);?)?"}  # a function may be called
LONGEST_STATEMENT = 2000


def may_be_in(text: str) -> bool:
    """Whether there is a word that begins a statement."""
    ascii_text = ascii_of(text)
    return any(word in ascii_text for word in _WORDS)


def find(text: str) -> Iterator[Edit]:
    """Yield statements, from a word that begins one to where its brackets are closed."""
    position = single_line_until = 0
    while match := compiled(_BEGINNING).search(text, position):
        start = match.start()
        depth = match[0].count("(") - match[0].count(")")
        end, whole = _statement_end(text, match.end(), depth, one_line=start < single_line_until)
        if not whole:  # looking far ahead again and again would take quadratic time
            single_line_until = max(single_line_until, start + LONGEST_STATEMENT)
        position = max(end, match.end())
        if end > match.end():
            new = within_line(text, start, end, "\n") if "\n" in text[start:end] else ""
            yield noise(start, end, "script", new)
    if position:
        for match in compiled(_CLOSERS_LINE).finditer(text):
            yield noise(match.start(), match.end(), "script")


def _statement_end(text: str, start: int, depth: int, *, one_line: bool) -> tuple[int, bool]:
    """Return where the statement that goes on at ``start`` ends, and whether its ``depth`` brackets are closed there.

    One that is not closed goes up to the end of the line or to the first Chinese outside quotes.
    """
    quote, rim = "", -1
    for match in compiled(_TOKEN).finditer(text, start, start + LONGEST_STATEMENT):
        sign, at = match[0], match.start()
        if sign == "\n" or not (quote or sign.isascii()):
            quote, rim = "", at if rim < 0 else rim
            if depth == 0 or one_line or sign != "\n":
                return rim, depth == 0
        elif quote:
            quote = "" if sign == quote and text[at - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign == ";" and depth == 0:
            return at + 1, True
        else:
            depth += _DEPTH.get(sign, 0)
            if depth < 0:
                return at, True
            if depth == 0 and sign in ")]}" and (tail := compiled(_TAIL[sign]).match(text, at + 1)):
                return tail.end(), True
    return (rim if rim >= 0 else min(len(text), start + LONGEST_STATEMENT)), False

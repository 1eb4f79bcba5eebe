"""CSS without its tags: rules with their selectors, and runs of declarations."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import ascii_of, compiled, noise, within_line
from cleaner.model import Edit

_PROPERTIES = (
    r"(?:-?(?:webkit|moz|ms|o|mso)-[a-z-]{2,40}|font(?:-(?:family|size|weight|style|variant))?|line-height|letter-spacing|"
    r"word-(?:spacing|break|wrap)|white-space|text-[a-z]{3,12}(?:-[a-z]{3,12})?|background(?:-[a-z]{3,12})?|"
    r"(?:margin|padding|border)(?:-[a-z]{2,7}){0,2}|(?:min-|max-)?(?:width|height)|color|display|float|clear|position|"
    r"overflow(?:-[xy])?|vertical-align|list-style(?:-type)?|z-index|cursor|layout-grid(?:-mode)?|tab-stops|page-break-[a-z]+|"
    r"visibility|opacity|zoom|filter|top|left|right|bottom|content|size|panose-1|outline|transition|box-[a-z]+|orphans|widows)"
)
_BLOCK = r"\{([^{}]{0,3000})\}"
_DECLARATION = r"(?i)[\s\"']*[*_]?[a-z][a-z-]{1,40}\s*:\s*[^:\n]{1,300}"
_KNOWN = rf"(?i)[\s\"']*[*_]?{_PROPERTIES}\s*:"
_SELECTOR_TOKEN = (
    r"(?i)(?:(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+|:{1,2}[a-z-]+(?:\([^()]*\))?|\[[^\[\]]*\])+|\*|>|\+|@[a-z-]+(?: [\w ():,-]*)?"
    r"|(?:p|a|b|i|u|td|th|tr|table|tbody|body|html|div|span|ul|ol|li|dl|dt|dd|h[1-6]|img|font|em|strong|input|form|pre|code))"
)
_AT_RULE = r"@[a-z-]{4,20}[^{}@;\n]{0,100}\Z"
_EMPTY_AT_RULE = r"(?i)@[a-z-]{4,20}[^{}\n@]{0,200}\{\s*\}|@import [^;\n]{1,200};|@charset [^;\n]{1,40};"
# What may stand outside braces: of other names, such as top and width, a writer may put a colon behind.
_RUN = (
    r"(?i)(?<![A-Za-z0-9_-])(?:(?:font-(?:family|size|weight|style)|line-height|text-(?:indent|align|decoration)|letter-spacing|"
    r"background-(?:color|image)|mso-[a-z-]{2,40}|margin(?:-[a-z]{3,6})?|padding(?:-[a-z]{3,6})?|white-space|"
    r"word-(?:spacing|break|wrap)|color|layout-grid-mode|vertical-align)"
    r"""[ ]?:[ ]?[\w.%#'"() ,-]{1,60}?;[ \t]?)++"""
)
# What Word writes of a document's layout before its text.
_LAYOUT = r"Normal 0 (?:[0-9.]+ (?:磅|pt) )?(?:[0-9]+ ){0,3}(?:(?:false|true) ){2,4}(?:(?:[A-Z]{2}-[A-Z]{2}|X-NONE) ){0,4}(?:MicrosoftInternetExplorer[0-9])?"
_LAYOUT_BACK = (
    r"MicrosoftInternetExplorer[0-9](?: [0-9]+){0,3} DocumentNotSpecified(?: [0-9.]+ ?(?:磅|pt))?(?: Normal 0)?"
)


def may_be_in(text: str) -> bool:
    """Whether there is a brace, an at-rule, Word's layout, or what may be a declaration."""
    return compiled(r"\{|Normal 0|@[A-Za-z]|[A-Za-z]\s?:[^:;\n]*;").search(ascii_of(text)) is not None


def find(text: str) -> Iterator[Edit]:
    """Yield rules such as ``.TRS_Editor P{margin:0}`` with their selectors, and runs of ``font-family:宋体;``."""
    before = 0
    for match in compiled(_BLOCK).finditer(text):
        start = _selector_start(text, match.start(), before)
        if _is_declarations(match[1]) and (start < match.start() or compiled(_KNOWN).match(match[1])):
            new = within_line(text, start, match.end(), "\n") if "\n" in match[0] else ""
            yield noise(start, match.end(), "style", new)
        before = match.end()
    for match in compiled(_RUN).finditer(text):
        if match[0].count(";") > 1 or "-" in match[0].partition(":")[0]:
            yield noise(match.start(), match.end(), "style")
    for match in compiled(f"{_EMPTY_AT_RULE}|{_LAYOUT_BACK}|{_LAYOUT}").finditer(text):
        yield noise(match.start(), match.end(), "style")


def _is_declarations(inside: str) -> bool:
    """Whether what stands in braces is ``name: value`` throughout, and one of the names at least is of CSS.

    >>> _is_declarations("text-indent:2em;line-height:28px;"), _is_declarations("注：作者按")
    (True, False)
    """
    plain = compiled(r"/\*[^*]*\*/|url\([^()]*\)|progid:[^;]*").sub("", inside)
    parts = [part for part in plain.split(";") if part.strip()]
    return all(compiled(_DECLARATION).fullmatch(part) for part in parts) and any(
        compiled(_KNOWN).match(part) for part in parts
    )


def _selector_start(text: str, brace: int, least: int) -> int:
    """Return where the selector before a brace starts: leftwards while tokens can be of a selector."""
    start = position = brace
    least = max(least, brace - 400)
    while True:
        while position > least and text[position - 1] in " ,\t":
            position -= 1
        token = position
        while token > least and text[token - 1].isascii() and text[token - 1] not in " ,\t\r\n{};":
            token -= 1
        if token == position or not compiled(_SELECTOR_TOKEN).fullmatch(text, token, position):
            at_rule = compiled(_AT_RULE).search(text, least, start)
            return at_rule.start() if at_rule else start
        start = position = token

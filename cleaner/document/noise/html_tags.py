"""Which HTML tags are markup that a scraper left, and what each stands for; a bare <b> or <video> may be a writer's."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import compiled

_LINE = "p br div li ul ol dl dt dd tr table tbody thead h1 h2 h3 h4 h5 h6 hr blockquote center pre o:p"
_CELL = "td th"
_SURE = "span font strong em img html iframe noscript script style meta wbr nobr tt del ins pages noinclude onlyinclude"
# Of these only those with proof go: an attribute, or a closing tag somewhere in the text.
_UNSURE = (
    "a b i u s q big small sub sup code cite mark body head title link form input button label select option textarea object "
    "param embed article section header footer nav main figure figcaption address time area map base col colgroup caption var "
    "audio video source strike poem ref dfn kbd samp abbr v:shape w:sdt st1:chsdate st1:personname xml marquee fieldset"
)
_STANDS_FOR = {
    name: new
    for new, names in (("", _SURE), ("", _UNSURE), (" ", _CELL), ("\n", _LINE))
    for name in names.split()
}  # fmt: skip
_NEEDS_PROOF = frozenset(_UNSURE.split())
_TAG = (
    r"(?i)<(?P<close>/?)(?P<name>[a-z][a-z0-9]{0,15}(?::[a-z]{1,15})?)(?P<rest>(?:[\s/][^<>]{0,2000})?)>"
    r"|<(?:!DOCTYPE|\?xml|!\[CDATA\[|!\[if|!\[endif)[^<>]{0,500}>"
)


def tags(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what it stands for) of each tag."""
    matches = list(compiled(_TAG).finditer(text))
    closed = {match["name"].lower() for match in matches if match["close"]}
    for match in matches:
        name, rest = (match["name"] or "").lower(), match["rest"] or ""
        if not name:
            yield match.start(), match.end(), ""
            continue
        if name not in _STANDS_FOR or ("=" not in rest and not rest.isascii()):  # <b 甲>
            continue
        if name not in _NEEDS_PROOF or name in closed or "=" in rest or rest.endswith("/"):
            yield match.start(), match.end(), _STANDS_FOR[name]

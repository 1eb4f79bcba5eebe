"""TEI P5: a file a speech, with a header that says what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.exports.markup import KINDS, attributes, text
from cleaner.exports.names import file_name, text_id
from cleaner.exports.origin import HOME, Origin
from cleaner.exports.sketchengine import slice_of

# https://www.tei-c.org/release/doc/tei-p5-doc/en/html/ref-att.datable.w3c.html: as much of a date as is known
_WHEN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_LANGUAGES = {"simplified": ("zh-Hans", "简体中文"), "traditional": ("zh-Hant", "繁體中文")}
_CHINESE = ("zh", "中文")

Lines = Iterator[str]


class Writer:
    """Writes ``{date}_{title}_{id}.xml``."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        folder.mkdir(parents=True)
        self.folder, self.origin = folder, origin

    def add(self, record: dict[str, Any]) -> None:
        """Write one speech."""
        lines = "".join(f"{line}\n" for line in _document(record, self.origin))
        (self.folder / file_name(record, ".xml")).write_bytes(lines.encode())

    def close(self) -> None:
        """Nothing is open."""


def _document(record: dict[str, Any], origin: Origin) -> Lines:
    language, _ = _LANGUAGES.get(record["script"], _CHINESE)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{text_id(record)}" xml:lang="{language}">'
    yield from _header(record, origin)
    yield "<text><body>"
    yield from _body(record)
    yield "</body></text>"
    yield "</TEI>"


def _header(record: dict[str, Any], origin: Origin) -> Lines:
    language, name = _LANGUAGES.get(record["script"], _CHINESE)
    yield "<teiHeader>"
    yield "<fileDesc>"
    yield f"<titleStmt><title>{text(record['title'] or record['id'])}</title>{_element('author', record['author'])}"
    yield from _speaker(record["speaker"])
    yield "</titleStmt>"
    yield f"<extent><measure{attributes({'unit': 'characters', 'quantity': record['characters']})}/></extent>"
    yield "<publicationStmt><p>Not published; the text belongs to whoever gave or published the speech.</p></publicationStmt>"
    yield "<sourceDesc><bibl>"
    yield from filter(None, (_element("title", record["title"]), _element("publisher", record["origin"])))
    yield from filter(
        None, (_date(record["published"], "published"), _element("ptr", None, target=_uri(record["url"])))
    )
    yield f'<idno type="record">{text(record["id"])}</idno>'
    yield f'<idno type="file">{text(record["source"])}</idno>'
    yield "</bibl></sourceDesc>"
    yield "</fileDesc>"
    version = attributes({"ident": "speech-cleaner", "version": origin.version})
    about = f'<label>speech-cleaner</label><ptr target="{HOME}"/>'
    yield f"<encodingDesc><appInfo><application{version}>{about}</application></appInfo></encodingDesc>"
    yield "<profileDesc>"
    if record["date"]:
        yield f"<creation>{_date(record['date'], None)}</creation>"
    yield f'<langUsage><language ident="{language}">{name}</language></langUsage>'
    yield "</profileDesc>"
    yield "</teiHeader>"


def _speaker(name: str | None) -> Lines:
    if name:
        yield f"<respStmt><resp>speaker</resp><name>{text(name)}</name></respStmt>"


def _element(name: str, content: str | None, **given: str | None) -> str:
    """Return an element, or nothing where it would say nothing."""
    said = attributes(given)
    if content:
        return f"<{name}{said}>{text(content)}</{name}>"
    return f"<{name}{said}/>" if said else ""


def _date(value: str | None, kind: str | None) -> str:
    when = value if value and _WHEN.fullmatch(value) else None
    return _element("date", value, type=kind, when=when) if value else ""


def _uri(value: str | None) -> str | None:
    """Return an address as a pointer holds it, without blanks."""
    return re.sub(r"\s", "%20", value.strip()) if value else None


def _body(record: dict[str, Any]) -> Lines:
    """Yield the speech: what comes before its first heading, then a division a heading; a signature closes it."""
    paragraphs = [(KINDS[paragraph["kind"]], slice_of(record, paragraph)) for paragraph in record["paragraphs"]]
    opening = 0
    yield "<div>"
    if record["title"]:
        yield f"<head>{text(record['title'])}</head>"
    while opening < len(paragraphs) - 1 and paragraphs[opening][0] == "salutation":
        opening += 1
    if opening:
        salutes = "".join(f"<salute>{text(line)}</salute>" for _, line in paragraphs[:opening])
        yield f"<opener>{salutes}</opener>"
    closing = len(paragraphs)
    while closing - 1 > opening and paragraphs[closing - 1][0] == "signature":
        closing -= 1
    inside = False
    for kind, line in paragraphs[opening:closing]:
        if kind == "heading":
            yield from ["</div>"] * inside
            yield f'<div type="section"><head>{text(line)}</head>'
            inside = True
        else:
            yield f"<p>{text(line)}</p>" if kind == "text" else f'<ab type="{kind}">{text(line)}</ab>'
    yield from ["</div>"] * inside
    if closing < len(paragraphs):
        signed = "".join(f"<signed>{text(line)}</signed>" for _, line in paragraphs[closing:])
        yield f"<closer>{signed}</closer>"
    yield "</div>"

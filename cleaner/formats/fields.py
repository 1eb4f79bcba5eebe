"""Records that have fields: which of them is the text, what the others say, and the document that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.model import Damage, Decoded, Document

TEXT_FIELDS = ("text", "content", "body", "正文", "内容", "全文", "html")
CHARACTER = 3  # bytes of a Chinese character in UTF-8
FIELDS = {
    "title": ("title", "标题", "题目"),
    "url": ("url", "link", "网址", "链接"),
    "published": ("published", "date", "pubdate", "publish_date", "日期", "发布日期", "发布时间"),
    "date": ("讲话日期", "讲话时间", "speech_date"),
    "author": ("author", "作者"),
    "speaker": ("speaker", "讲话人", "发言人"),
    "origin": ("origin", "来源"),
}


def text_field(values: Mapping[str, Any], wanted: str | None, source: str) -> str:
    """Return the name of the field that holds the text: ``wanted``, or the first of TEXT_FIELDS that is there.

    Raises InputError where there is none, or where it is empty or no string.
    """
    names = [wanted] if wanted else _present(values, TEXT_FIELDS)
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            return name
        if value is not None:
            empty = isinstance(value, str)
            what = f"field '{name}' {'is empty' if empty else 'is no string'}"
            raise InputError(what, code="empty" if empty else "json", file=source)
    if any(name in values for name in names):
        raise InputError(f"field '{names[0]}' is null", code="no-text-field", file=source)
    has = ", ".join(map(str, list(values)[:8]))
    raise InputError(
        f"no field '{wanted}'" if wanted else "no field with a text",
        code="no-text-field",
        file=source,
        advice=f"it has {has}; name the text's field with --text-field",
    )


def _present(values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """Return the keys of ``values`` that are one of ``names``, in the order of these; capitals and blanks do not matter."""
    spelled: dict[str, str] = {}
    for key in values:
        spelled.setdefault(key.strip().lower(), key)
    return [spelled[name] for name in names if name in spelled]


def known_fields(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what a record says of its text, under our names.

    >>> known_fields({"标题": "讲话", "Date": "2020-01-02", "来源": " "})
    {'title': '讲话', 'published': '2020-01-02'}
    """
    found = {}
    for field, names in FIELDS.items():
        said = (values[key] for key in _present(values, names))
        value = next((value for value in said if isinstance(value, str) and value.strip()), None)
        if value is not None:
            found[field] = whole_characters(value)[0]
    return found


def document_of(values: Mapping[str, Any], source: str, config: Config, encoding: str = "utf-8") -> Document:
    """Return the document that a record is, all its other fields in ``meta``; raises InputError.

    A text that is a page of markup is read as one.
    """
    field = text_field(values, config.text_field, source)
    if len(values[field]) > config.max_file // CHARACTER:
        what = f"a text is longer than {config.max_file // CHARACTER:,} characters"
        raise InputError(what, code="too-large", file=source, advice="split it, or raise max_file in cleaner.toml")
    text, damage = whole_characters(values[field])
    meta = {str(whole(key)): whole(value) for key, value in values.items() if key != field}
    decoded = Decoded(text, encoding, damage=tuple(damage))
    if is_page(text):
        from dataclasses import replace

        from cleaner.formats import html

        page = html.document_of(decoded, source, known_fields(values))
        return replace(page, meta={**page.meta, **meta}, many=True)
    return Document(source, "", decoded, known_fields(values), meta, many=True)


def own_id(values: Mapping[str, Any]) -> str | None:
    """Return the id that a record gives itself."""
    given = values.get("id")
    return str(given) if isinstance(given, str | int) and str(given).strip() else None


def is_page(text: str) -> bool:
    """Whether a text is a whole page of markup.

    >>> is_page("<!DOCTYPE html><p>讲话"), is_page("<p>讲话</p>")
    (True, False)
    """
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    while head.startswith(("<?xml", "<!--")):
        head = head.partition(">")[2].lstrip()
    return head.startswith(("<!doctype html", "<html", "<head>", "<head ", "<body>", "<body "))


def whole_characters(text: str) -> tuple[str, list[Damage]]:
    """Replace lone surrogates, which JSON can spell and no encoding can write, by U+FFFD."""
    lone = [at for at, char in enumerate(text) if "\ud800" <= char <= "\udfff"] if not _writable(text) else []
    damage = [Damage(at, 0, text[at].encode("utf-8", "surrogatepass")) for at in lone]
    return (text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if lone else text), damage


def whole(value: Any) -> Any:
    """Replace the lone surrogates in a value of whatever shape."""
    if isinstance(value, str):
        return whole_characters(value)[0]
    if isinstance(value, list):
        return [whole(item) for item in value]
    return {whole(key): whole(item) for key, item in value.items()} if isinstance(value, dict) else value


def _writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

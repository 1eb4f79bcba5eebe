"""What the files of a corpus hold, field by field.

Checksums tell damage, but whoever may write to a corpus can make them right again: so all that is read back is held to these
shapes (``contents``, ``manifest``, ``shards``). A shape returns what is wrong with a value and where inside of it, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.config import RECORDS, Config, with_options
from cleaner.errors import ConfigError
from cleaner.model import KINDS
from cleaner.store.records import RECORD_KEYS


class Wrong(NamedTuple):
    """What is wrong, and where in the value, as ``.spans[3].start``."""

    place: str
    what: str


Shape = Callable[[Any], Wrong | None]

MOST = 1 << 53  # beyond it, what reads JSON rounds numbers
STATUSES = ("error", "damaged", "mostly-chrome", "stale-correction", "unbound-correction", "unlisted", "skipped")
_NAME = re.compile(r".+#\d{1,15}", re.DOTALL | re.ASCII)
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
LISTS = ("duplicates.jsonl", "reposts.jsonl", "errors.jsonl")
FORMS = ("raw", "plain", "json", "json-ascii")  # of a frame
TEMPLATE, REPOST = "template", "repost"


def _refused(what: str, holds: Callable[[Any], bool]) -> Shape:
    """Return the shape of values that hold; of all others it says ``what``."""
    wrong = Wrong("", what)
    return lambda value: None if holds(value) else wrong


string = _refused("is no string", lambda value: isinstance(value, str))
number = _refused("is no whole number from 0 on", lambda value: type(value) is int and 0 <= value <= MOST)
positive = _refused("is no whole number from 1 on", lambda value: type(value) is int and 1 <= value <= MOST)
share = _refused("is no number from 0 to 1", lambda value: type(value) in (int, float) and 0 <= value <= 1)
nothing = _refused("is not null", lambda value: value is None)
truth = _refused("is neither true nor false", lambda value: isinstance(value, bool))
hexadecimal = _refused("is not hexadecimal", lambda value: isinstance(value, str) and bool(_HEX.fullmatch(value)))
paragraph_name = _refused(
    "is no name of a paragraph", lambda value: isinstance(value, str) and bool(_NAME.fullmatch(value))
)


def one_of(*values: str) -> Shape:
    """Return the shape of a few strings."""
    return _refused(f"is none of {', '.join(values)}", lambda value: isinstance(value, str) and value in values)


def optional(shape: Shape) -> Shape:
    """Return a shape that may also be nothing."""
    return lambda value: None if value is None else shape(value)


def many(shape: Shape) -> Shape:
    """Return the shape of a list."""

    def wrong(value: Any) -> Wrong | None:
        if not isinstance(value, list):
            return Wrong("", "is no list")
        for at, item in enumerate(value):
            found = shape(item)
            if found is not None:
                return Wrong(f"[{at}]{found.place}", found.what)
        return None

    return wrong


def row(*shapes: Shape) -> Shape:
    """Return the shape of a list of so many values, each of its own shape."""

    def wrong(value: Any) -> Wrong | None:
        if not isinstance(value, list) or len(value) != len(shapes):
            return Wrong("", f"is no list of {len(shapes)}")
        for at, (item, shape) in enumerate(zip(value, shapes, strict=True)):
            found = shape(item)
            if found is not None:
                return Wrong(f"[{at}]{found.place}", found.what)
        return None

    return wrong


def table(must: Mapping[str, Shape], may: Mapping[str, Shape] | None = None) -> Shape:
    """Return the shape of an object; keys that are in neither are only carried along."""
    required, allowed = tuple(must.items()), tuple((may or {}).items())

    def wrong(value: Any) -> Wrong | None:
        if not isinstance(value, dict):
            return Wrong("", "is no object")
        for name, shape in required:
            if name not in value:
                return Wrong(f".{name}", "is missing")
            found = shape(value[name])
            if found is not None:
                return Wrong(f".{name}{found.place}", found.what)
        for name, shape in allowed:
            found = shape(value[name]) if name in value else None
            if found is not None:
                return Wrong(f".{name}{found.place}", found.what)
        return None

    return wrong


def every(shape: Shape) -> Shape:
    """Return the shape of an object whose values are alike."""

    def wrong(value: Any) -> Wrong | None:
        if not isinstance(value, dict):
            return Wrong("", "is no object")
        found = ((name, shape(item)) for name, item in value.items())
        return next((Wrong(f".{name}{each.place}", each.what) for name, each in found if each is not None), None)

    return wrong


def below(value: Any) -> Wrong | None:
    """Whether it names a file below the folder in which it is looked up."""
    if isinstance(value, str) and "\0" not in value:
        path = Path(value)
        if path.name != "" and not path.anchor and ".." not in path.parts:
            return None
    return Wrong("", "names no file of the folder")


def having(key: str, shape: Shape, other: Shape) -> Shape:
    """Return the shape of objects that are of one kind if they have a key, else of another."""
    return lambda value: (shape if isinstance(value, dict) and key in value else other)(value)


def said(wrong: Wrong) -> str:
    """Return what is wrong, for people.

    >>> said(Wrong(".spans[3].start", "is no string")), said(Wrong("", "is no object"))
    ("damaged: 'spans[3].start' is no string", 'damaged: it is no object')
    """
    place = wrong.place.removeprefix(".")
    return f"damaged: '{place}' {wrong.what}" if place else f"damaged: it {wrong.what}"


def _is_data(value: Any) -> bool:
    """Whether a value stands for bytes, as ``jsonbytes`` writes them."""
    if isinstance(value, dict):
        inner = value.get("base64")
        return isinstance(inner, str) and len(inner) % 4 == 0 and bool(_BASE64.fullmatch(inner))
    if not isinstance(value, str):
        return False
    try:
        return value.isascii() or bool(value.encode("utf-8"))
    except UnicodeEncodeError:
        return False


kind = one_of(*KINDS)
taking = _refused("is no kind of what goes", lambda value: isinstance(value, str) and value != TEMPLATE)
data = _refused("stands for no bytes", _is_data)
text = optional(string)

# ------------------------------------------------------------------------------------------------ records

_PARAGRAPH = table({"start": number, "end": number, "kind": kind, "duplicate_of": text})
_REMOVED = table({"category": string, "characters": number})
_OMITTED = table({"after": number, "kept": paragraph_name, "kind": string, "similarity": share, "characters": number})
_FIELDS: Mapping[str, Shape] = {
    **dict.fromkeys(("id", "source", "key", "encoding", "script", "text"), string),
    **dict.fromkeys(("part", "parts"), positive),
    "paragraphs": many(_PARAGRAPH),
    "removed": many(_REMOVED),
    "omitted": many(_OMITTED),
    "truncated": truth,
    **dict.fromkeys(("damaged", "characters"), number),
    "meta": many(table({"key": string, "value": string})),
}
RECORD = table({name: _FIELDS.get(name, text) for name in RECORD_KEYS})
TEXT = row(string, string)  # id and text alone
INDEXED = table({"id": string, "source": string, "text": string})  # of a tree of text files

# ------------------------------------------------------------------------------------------------ ledger

_KEPT = table({"start": number, "end": number, "record": string, "at": number})
_GONE = {
    "start": number,
    "end": number,
    **dict.fromkeys(("new", "cause", "category", "rule"), string),
}
_TWIN = {"twin": paragraph_name, "similarity": share, "others": many(paragraph_name)}


_STRETCH = {"source": string, "offset": number, "frame": row(one_of(*FORMS), data, data)}
_MORE = {
    "mark": hexadecimal,
    "segments": many(row(number, number, string)),
    "damage": many(row(number, number, data)),
    "page": positive,
    "pages": positive,
}


def _entry(gone: Shape) -> Shape:
    spans = many(having("record", _KEPT, gone))
    return having(
        "spans", table({**_STRETCH, "key": string, "encoding": string, "spans": spans}, _MORE), table(_STRETCH)
    )


ENTRY = _entry(table({**_GONE, "old": string}, _TWIN))  # of a ledger that is full
PLACES = _entry(table(_GONE, {"old": string, **_TWIN}))  # of one that only says where edits are

# ------------------------------------------------------------------------------------------------ lists

_PLACE = table({"id": string, "paragraph": number}, {"others": many(number)})
_SPEECH = table({"id": string, "paragraph": nothing})
_LIKE = table(
    {
        "kept": _PLACE,
        "like": table({"id": string, "paragraph": number}),
        "kind": one_of(TEMPLATE),
        "similarity": share,
    }
)
_DONE = table({"id": string, "paragraph": number, "kind": kind, "text": string})
_WHOLE = table({"id": string, "paragraph": nothing, "text": string})


def _repeating(done: str) -> Shape:
    """Return the shape of rows on what was ``done`` to what repeats something: a paragraph, or a whole speech."""
    paragraph = table({done: _DONE, "kept": _PLACE, "kind": taking, "similarity": share})
    speech = table({done: _WHOLE, "kept": _SPEECH, "kind": string, "similarity": share})
    return lambda value: (speech if isinstance(value, dict) and value.get("kind") == REPOST else paragraph)(value)


DUPLICATE = having("like", _LIKE, having("tagged", _repeating("tagged"), _repeating("removed")))
REPOSTED = table({"after": number, "record": RECORD})
TROUBLE = table(
    {
        "status": one_of(*STATUSES),
        "code": string,
        "file": text,
        "line": optional(number),
        "offset": optional(number),
        "message": string,
        "advice": text,
    }
)

# ------------------------------------------------------------------------------------------------ manifest

_COUNTED = (
    *("files", "documents", "speeches", "records", "paragraphs", "characters_in", "characters_kept"),
    *("characters_in_ledger", "near_duplicate_paragraphs", "template_paragraphs", "reposts", "corrections"),
    *("errors", "damaged", "skipped", "mostly_chrome", "stale_corrections"),
)
_COUNTS = table(
    {**dict.fromkeys(_COUNTED, number), "removed_by_category": every(number), "encodings": every(number)},
    {"unlisted": number},
)
_CORRECTION = table(
    {**dict.fromkeys(("source", "key", "action", "value", "sha256"), string), "part": optional(positive)}
)
_FILE = {"source": string, "bytes": number, "sha256": text}
_OF_INPUT = {"members": many(table(_FILE)), "corrections": many(_CORRECTION)}
_INPUT = table(_FILE, {**_OF_INPUT, "batch": number})
_STRETCH_OF = row(number, number, string)  # of a file that several shares have read
_OUTPUT = table({"path": below, "bytes": number, "sha256": string}, {"batch": number})
NEEDED = ("format", "ledger", "near_duplicates", "script", "threshold")  # settings that readers of a corpus ask for
_TABLE = {"sha256": string, "count": number}


def _setting(name: str) -> Shape:
    """Return the shape of a setting: what a configuration may say."""

    def wrong(value: Any) -> Wrong | None:
        if value is None:
            return None if getattr(_DEFAULTS, name) is None else Wrong("", "is missing")
        try:
            with_options(_DEFAULTS, {name: value})
        except ConfigError:
            return Wrong("", "is not possible")
        return None

    return wrong


_DEFAULTS = Config()
_SETTINGS = {field.name: _setting(field.name) for field in fields(Config)}


def _known_settings(value: Any) -> Wrong | None:
    found = table({}, _SETTINGS)(value)
    unknown = sorted(value.keys() - _SETTINGS.keys()) if found is None else ()
    return Wrong(f".{unknown[0]}", "is no setting") if unknown else found


_DECIDING: Mapping[str, Shape] = {
    "schema": number,
    "version": string,
    "versions": every(string),
    "config": table({name: _SETTINGS[name] for name in NEEDED}, _SETTINGS),
    "rules": table(
        _TABLE, {"corrections": table(_TABLE), "metadata": table(_TABLE), "against": many(optional(string))}
    ),
}
_BATCH = table({"counts": _COUNTS, "aside": many(string)})
_WHOLE_CORPUS = table(
    {**_DECIDING, "inputs": many(_INPUT), "outputs": many(_OUTPUT), "counts": _COUNTS}, {"batches": many(_BATCH)}
)
_GROWN_CORPUS = table(
    {
        **_DECIDING,
        "inputs": many(table({**_FILE, "batch": number}, _OF_INPUT)),
        "outputs": many(table({"path": below, "bytes": number, "sha256": string, "batch": number})),
        "counts": _COUNTS,
        "batches": many(_BATCH),
    }
)
_PARTS = re.compile(r"ledger/part-\d{5,}\.jsonl")
_SHARDS = re.compile(rf"corpus/part-\d{{5,}}\.(?:{'|'.join(map(re.escape, RECORDS))})")
_OF_BATCH = re.compile(r"batches/\d{5,}/[^/]+")


def _manifest(value: Any) -> Wrong | None:
    """The manifest of a corpus: in a corpus that has grown all is of a batch, and each batch has its lists."""
    wrong = (_GROWN_CORPUS if isinstance(value, dict) and value.get("batches") else _WHOLE_CORPUS)(value)
    return wrong or _wrong_name(value) or _wrong_batch(value)


MANIFEST: Shape = _manifest


def _wrong_name(value: Mapping[str, Any]) -> Wrong | None:
    """Say which file a run would not have called so; numbers of parts and batches are read off names."""
    forms = {"ledger/": _PARTS, "batches/": _OF_BATCH}
    if value["config"]["format"] != "text":
        forms["corpus/"] = _SHARDS
    for at, item in enumerate(value["outputs"]):
        form = forms.get(item["path"].partition("/")[0] + "/")
        if form is not None and not form.fullmatch(item["path"]):
            return Wrong(f".outputs[{at}].path", "is no name that a run gives")
    return None


def _wrong_batch(value: Mapping[str, Any]) -> Wrong | None:
    """Say what is of a batch that there is not, or which batch has not each list once."""
    count = len(value.get("batches", ()))
    named = Counter(
        (item.get("batch", 0), item["path"].rpartition("/")[2]) for item in value["outputs"] if is_list(item["path"])
    )
    for name in ("inputs", "outputs"):
        for at, item in enumerate(value[name]):
            if item.get("batch", 0) >= max(count, 1):
                return Wrong(f".{name}[{at}].batch", "is no batch of the corpus")
    for batch in range(max(count, 1)):
        for name in LISTS:
            if named[batch, name] != 1:
                return Wrong(".outputs", f"must name one {name} for each batch")
    return None


def is_list(path: str) -> bool:
    """Whether a path is that of a list, of the corpus or of a batch."""
    folder, _, name = path.rpartition("/")
    return name in LISTS and (not folder or folder.startswith("batches/"))


SHARE = table(
    {
        **dict.fromkeys(("number", "count"), positive),
        "made": table({**_DECIDING, "listing": string}),
        "inputs": many(
            table(
                {"source": string, "bytes": number},
                {"sha256": text, "part": _STRETCH_OF, "parts": many(_STRETCH_OF)},
            )
        ),
        "found": every(many(row(string, string, text, optional(number), optional(number), string))),
        "settings": _known_settings,
        "members": many(table({"archive": string, **_FILE})),
        "outputs": many(_OUTPUT),
    }
)

# ------------------------------------------------------------------------------------------------ the first pass

_FRAME = row(one_of(*FORMS), data, data)
_SEGMENTS, _DAMAGE = many(row(number, number, string)), many(row(number, number, data))
_DECODED = row(string, data, _SEGMENTS, _DAMAGE)
_EDIT = row(number, number, string, string, string, string)
_SPEECH_MADE = row(*(text,) * 6, many(row(number, number, string, kind, truth)), truth)
_PIECE = {"source": string, "offset": number, "frame": _FRAME}
SPOOLED = having(  # a line of the spool
    "document",
    table(
        {
            **_PIECE,
            "document": row(string, string, every(string), table({})),
            "text": string,
            "decoded": _DECODED,
            "pages": many(row(string, number, number, _FRAME, _DECODED)),
            "edits": many(_EDIT),
            "speeches": many(_SPEECH_MADE),
            "metadata": every(string),
            "site": text,
        }
    ),
    table(_PIECE, {"error": row(string, string, text, optional(number), optional(number), string)}),
)
_PACKED = _refused("is not base64", lambda value: isinstance(value, str) and _is_data({"base64": value}))
_HASHES = many(_refused("is no whole number", lambda value: type(value) is int and abs(value) < 1 << 64))
_DIGEST = row(
    *(string, text, optional(hexadecimal)),
    many(row(*(_PACKED,) * 5)),
    many(row(string, text, text, text, number)),
    row(_HASHES, every(_HASHES), every(string)),
    many(row(number, string, string)),
    *(optional(number), number),
)
NOTED = row(string, number, many(row(number, optional(_DIGEST), many(string))))  # a line of the journal

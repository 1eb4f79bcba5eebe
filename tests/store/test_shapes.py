import copy
from collections.abc import Iterator
from typing import Any

import pytest

from cleaner.language import said as in_language
from cleaner.store import shapes
from cleaner.store.shapes import Shape, Wrong, said
from tests.store.test_manifest import CONFIG, COUNTED

Place = tuple[str | int, ...]
RECORD: dict[str, Any] = {
    "id": "a-1",
    "source": "a.txt",
    "key": "",
    "part": 1,
    "parts": 1,
    "parent": None,
    "title": "讲话",
    **dict.fromkeys(("date", "published", "speaker", "author", "origin", "url", "site")),
    "encoding": "utf-8",
    "script": "simplified",
    "text": "讲话",
    "paragraphs": [{"start": 0, "end": 2, "kind": "正文", "duplicate_of": None}],
    "removed": [{"category": "share", "characters": 3}],
    "omitted": [{"after": 1, "kept": "b-1#0", "kind": "near", "similarity": 0.9, "characters": 30}],
    "duplicate_of": None,
    "partial_duplicate_of": "b-1",
    "truncated": False,
    "damaged": 0,
    "characters": 2,
    "meta": [{"key": "x", "value": "y"}],
}
GONE = {"start": 2, "end": 3, "old": "删", "new": "", "cause": "rule", "category": "share", "rule": "r"}
ENTRY: dict[str, Any] = {
    "source": "a.txt",
    "offset": 0,
    "frame": ["raw", "", {"base64": "/w=="}],
    "key": "",
    "encoding": "mixed",
    "mark": "efbbbf",
    "segments": [[0, 3, "gbk"]],
    "damage": [[1, 4, {"base64": "/w=="}]],
    "page": 1,
    "pages": 1,
    "spans": [
        {"start": 0, "end": 2, "record": "a-1", "at": 0},
        {**GONE, "twin": "b-1#0", "similarity": 1, "others": ["b-1#1"]},
    ],
}
KEPT = {"id": "b-1", "paragraph": 0, "others": [1]}
DUPLICATE = {"kept": KEPT, "kind": "near", "similarity": 0.9}
OUTPUTS = [
    {"path": name, "bytes": 0, "sha256": "z"} for name in (*shapes.LISTS, "corpus/part-00000.jsonl", "README.md")
]
COUNTS = {**dict.fromkeys(COUNTED, 1), "removed_by_category": {"share": 1}, "encodings": {"utf-8": 1}}
MANIFEST: dict[str, Any] = {
    "schema": 1,
    "version": "1",
    "versions": {"x": "2"},
    "config": CONFIG,
    "rules": {"sha256": "x", "count": 3},
    "inputs": [
        {
            "source": "a.zip",
            "bytes": 9,
            "sha256": None,
            "batch": 0,
            "members": [{"source": "a.zip!/b", "bytes": 1, "sha256": "y"}],
        }
    ],
    "outputs": [{**item, "batch": 0} for item in OUTPUTS],
    "counts": COUNTS,
    "batches": [{"counts": copy.deepcopy(COUNTS), "aside": ["b.txt"]}],
}
SHARE: dict[str, Any] = {
    "number": 1,
    "count": 2,
    "made": {name: MANIFEST[name] for name in ("schema", "version", "versions", "config", "rules")} | {"listing": "x"},
    "inputs": [
        {"source": "a.txt", "bytes": 9, "sha256": None, "part": [0, 9, "x"]},
        {"source": "b.txt", "bytes": 9, "parts": [[0, 4, "x"], [4, 9, "y"]]},
    ],
    "found": {"failed": [["is empty", "empty", "c.txt", 1, None, ""]]},
    "settings": {"script": "keep", "max_file": 9},
    "members": [{"archive": "a.zip", "source": "a.zip!/b", "bytes": 1, "sha256": "y"}],
    "outputs": OUTPUTS,
}
SOUND: dict[str, tuple[Shape, dict[str, Any]]] = {
    "a record": (shapes.RECORD, RECORD),
    "a document": (shapes.ENTRY, ENTRY),
    "bytes of no document": (shapes.ENTRY, {"source": "a", "offset": 3, "frame": ["raw", "\n", ""]}),
    "a paragraph that went": (
        shapes.DUPLICATE,
        {"removed": {"id": "a-1", "paragraph": 1, "kind": "正文", "text": "讲话"}, **DUPLICATE},
    ),
    "a speech that went": (
        shapes.DUPLICATE,
        {
            "tagged": {"id": "a-1", "paragraph": None, "text": ""},
            **DUPLICATE,
            "kind": "repost",
            "kept": {"id": "b-1", "paragraph": None},
        },
    ),
    "a template": (shapes.DUPLICATE, {"like": {"id": "a-1", "paragraph": 1}, **DUPLICATE, "kind": "template"}),
    "a repost": (shapes.REPOSTED, {"after": 1, "record": RECORD}),
    "a trouble": (
        shapes.TROUBLE,
        {**dict.fromkeys(("code", "message", "advice", "file"), "x"), "status": "error", "line": 1, "offset": None},
    ),
    "a manifest": (shapes.MANIFEST, MANIFEST),
    "a share": (shapes.SHARE, SHARE),
}


NOWHERE: tuple[Any, ...] = ([[]], 1e308, -1, True)


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every field inside a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*place, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*place, key))


def name_of(place: Place) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place)


def with_(value: Any, place: Place, new: Any) -> Any:
    value = inner = copy.deepcopy(value)
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = new
    return value


@pytest.mark.parametrize(("shape", "sound"), SOUND.values(), ids=SOUND)
def test_what_a_run_writes_has_its_shape(shape: Shape, sound: Any) -> None:
    assert shape(sound) is None


@pytest.mark.parametrize(("shape", "sound"), SOUND.values(), ids=SOUND)
def test_what_belongs_nowhere_is_refused_and_the_field_named(shape: Shape, sound: Any) -> None:
    """The field itself, or one inside of it; what makes a row one of another kind is asked for first."""
    for place in places(sound):
        for new in NOWHERE:
            if new is True and place[-1] == "truncated":
                continue
            wrong = shape(with_(sound, place, new))
            assert wrong is not None, (place, new)
            assert wrong.place.startswith(name_of(place)) or place[-1] in ("kind", "spans", "record", "base64"), (
                place,
                wrong,
            )
            told = in_language(said(wrong), "zh")
            assert told.startswith("损坏：“"), told
            assert " is " not in told


@pytest.mark.parametrize(("shape", "sound"), SOUND.values(), ids=SOUND)
def test_a_field_more_is_carried_along(shape: Shape, sound: Any) -> None:
    assert shape({**sound, "of tomorrow": 1}) is None


@pytest.mark.parametrize("value", [None, 1, "x", [], [[]], True])
def test_what_is_no_object_is_called_so(value: Any) -> None:
    for shape, _ in SOUND.values():
        assert shape(value) == Wrong("", "is no object")


def test_a_ledger_that_is_full_holds_what_went() -> None:
    without = with_(ENTRY, ("spans", 1), {name: value for name, value in GONE.items() if name != "old"})
    assert shapes.PLACES(without) is None
    assert shapes.ENTRY(without) == Wrong(".spans[1].old", "is missing")


FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "a part that is none": ({"path": "corpus/x.jsonl"}, ".outputs[3].path"),
    "a ledger of another name": ({"path": "ledger/part-1.jsonl"}, ".outputs[3].path"),
    "a folder that is of no batch": ({"path": "batches/x/errors.jsonl"}, ".outputs[3].path"),
    "a batch that there is not": ({"batch": 1}, ".outputs[3].batch"),
    "a list twice": ({"path": "errors.jsonl"}, ".outputs"),
    "a list twice, by another name": ({"path": "batches/00001/errors.jsonl"}, ".outputs"),
}


@pytest.mark.parametrize(("change", "place"), FORGED.values(), ids=FORGED)
def test_names_and_batches_must_fit(change: dict[str, Any], place: str) -> None:
    outputs = MANIFEST["outputs"]
    wrong = shapes.MANIFEST({**MANIFEST, "outputs": [*outputs[:3], outputs[3] | change]})
    assert wrong is not None
    assert wrong.place == place


@pytest.mark.parametrize("name", shapes.LISTS)
def test_each_batch_has_its_lists(name: str) -> None:
    outputs = [item for item in MANIFEST["outputs"] if item["path"] != name]
    assert shapes.MANIFEST({**MANIFEST, "outputs": outputs}) == Wrong(
        ".outputs", f"must name one {name} for each batch"
    )


@pytest.mark.parametrize(
    "setting", [{"threshold": 0.1}, {"format": "pickle"}, {"memory": -1}, {"prefer": ["x"]}], ids=str
)
def test_settings_are_those_that_a_run_can_have(setting: dict[str, Any]) -> None:
    wrong = shapes.MANIFEST({**MANIFEST, "config": CONFIG | setting})
    assert wrong == Wrong(f".config.{next(iter(setting))}", "is not possible")


def test_a_share_has_no_setting_that_a_run_cannot_have() -> None:
    assert shapes.SHARE({**SHARE, "settings": {}}) is None
    for settings in ({"colour": "red"}, {"script": "keep", "colour": "red", "size": 1}):
        assert shapes.SHARE({**SHARE, "settings": settings}) == Wrong(".settings.colour", "is no setting")
    assert shapes.SHARE({**SHARE, "settings": {"colour": 1, "script": "x"}}) == Wrong(
        ".settings.script", "is not possible"
    )
    assert shapes.SHARE({**SHARE, "settings": ["script"]}) == Wrong(".settings", "is no object")


NAMES = {"a.txt": True, "corpus/a.txt": True, "a..b": True, "../x": False, "x/../../y": False, "/etc/passwd": False}
NAMES |= {"": False, ".": False, "a\0b": False, "..": False}


@pytest.mark.parametrize(("name", "fits"), NAMES.items(), ids=map(repr, NAMES))
def test_what_names_a_file_of_the_folder(name: str, fits: bool) -> None:
    assert (shapes.below(name) is None) is fits


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        pytest.param("errors.jsonl", True, id="of the corpus"),
        pytest.param("batches/00001/errors.jsonl", True, id="of a batch"),
        pytest.param("README.md", False, id="another file"),
        pytest.param("batches/00001/index", False, id="another file of a batch"),
        pytest.param("corpus/errors.jsonl", False, id="a text that is called so"),
    ],
)
def test_which_files_are_lists(path: str, is_one: bool) -> None:
    assert shapes.is_list(path) is is_one


def test_of_few_strings_no_other_will_do() -> None:
    shape = shapes.one_of("error", "damaged")
    assert shape("damaged") is None
    for value in ("", "errors", None, 1, ["error"]):
        assert shape(value) == Wrong("", "is none of error, damaged")


@pytest.mark.parametrize("value", ["", "\n", "讲话", {"base64": ""}, {"base64": "/w=="}])
def test_what_stands_for_bytes(value: Any) -> None:
    assert shapes.data(value) is None


@pytest.mark.parametrize("value", ["\ud800", {"base64": "/w="}, {"base64": "=w=="}, {"base64": "讲话讲话"}, {}])
def test_what_stands_for_no_bytes(value: Any) -> None:
    assert shapes.data(value) == Wrong("", "stands for no bytes")


@pytest.mark.parametrize(
    ("setting", "what"),
    [({"corrections": None}, None), ({"script": None}, "is missing")],
    ids=["may be", "must not be"],
)
def test_a_setting_may_be_nothing_where_it_is_nothing_from_the_start(setting: dict[str, Any], what: str | None) -> None:
    wrong = shapes.MANIFEST({**MANIFEST, "config": CONFIG | setting})
    assert wrong == (Wrong(f".config.{next(iter(setting))}", what) if what else None)


@pytest.mark.parametrize("value", [None, 0, "", {}, False])
def test_what_is_no_list_of_batches_is_refused_though_it_is_as_empty_as_one(value: Any) -> None:
    assert shapes.MANIFEST({**MANIFEST, "batches": value}) == Wrong(".batches", "is no list")

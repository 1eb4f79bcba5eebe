import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.neardup import Unit, Units, find_reposts, key, profile, search
from cleaner.neardup.paragraphs import Fields, Record

TEXT = "".join(chr(0x4E00 + 7 * number) for number in range(100))
NEAR = TEXT[:50] + "甲" + TEXT[51:]
SPEECHES = {
    "b": [(TEXT + "。", False), ("同志们：", False), (TEXT, True)],
    "a": [(NEAR, False), ("谢谢大家！", False)],
    "c": [],
    "d": [("增长3.5%，" + TEXT, False), ("增长35%，" + TEXT, False), ("同志们：", False)],
}


def stored(speeches: dict[str, list[tuple[str, bool]]], path: Path) -> Units:
    """Write a spool of one line a speech, and profile it."""
    units = Units()
    with path.open("wb") as stream:
        for name, paragraphs in speeches.items():
            line = json.dumps({"text": "x" * 9, "speeches": [text for text, _ in paragraphs]}).encode() + b"\n"
            units.add(name, profile(paragraphs, line), stream.tell())
            stream.write(line)
    units.texts_in(path)
    return units


def in_memory(speeches: dict[str, list[tuple[str, bool]]]) -> list[Unit]:
    return [
        Unit(name, index, key(text), protected, text)
        for name, paragraphs in speeches.items()
        for index, (text, protected) in enumerate(paragraphs)
    ]


def told(units: Units | list[Unit]) -> list[tuple[str, int, str, bool, str, int, bool]]:
    return [(u.speech, u.index, u.key, u.protected, u.text, u.length, u.takes_part) for u in units]


def test_units_in_a_file_say_what_units_in_memory_say(tmp_path: Path) -> None:
    assert told(stored(SPEECHES, tmp_path / "spool")) == told(in_memory(SPEECHES))


def test_units_are_a_sequence(tmp_path: Path) -> None:
    units = stored(SPEECHES, tmp_path / "spool")
    assert (len(units), units[-1].place, [unit.place for unit in units[3:5]]) == (8, ("d", 2), [("a", 0), ("a", 1)])
    with pytest.raises(IndexError):
        units[8]


@pytest.mark.parametrize("ranks", [None, {"b": 0, "a": 1, "d": 1}, {"a": 1}])
def test_the_search_finds_the_same(tmp_path: Path, ranks: dict[str, int] | None) -> None:
    units, others = stored(SPEECHES, tmp_path / "spool"), in_memory(SPEECHES)
    found = search(others, ranks=ranks)
    assert found.twins
    assert search(units, ranks=ranks) == found
    assert find_reposts(units, found.twins, ranks) == find_reposts(others, found.twins, ranks)


paragraphs = st.tuples(
    st.one_of(st.sampled_from([TEXT, NEAR, "好"]), st.text(alphabet='甲"\\\n\u2028\U00020000a,[', max_size=9)),
    st.booleans(),
)


@settings(deadline=None)
@given(speeches=st.dictionaries(st.sampled_from("abcd"), st.lists(paragraphs, max_size=4), max_size=4))
def test_every_text_is_found_in_its_line(
    tmp_path_factory: pytest.TempPathFactory, speeches: dict[str, list[tuple[str, bool]]]
) -> None:
    units = stored(speeches, tmp_path_factory.mktemp("units") / "spool")
    assert told(units) == told(in_memory(speeches))


def test_references_come_first_and_are_named(tmp_path: Path) -> None:
    reference = tmp_path / "reference.jsonl"
    reference.write_text(
        json.dumps({"id": "z", "text": f"同志们：\n{TEXT}"}) + "\n" + json.dumps({"text": TEXT[::-1]}) + "\n"
    )
    units = Units()
    units.held.by_line = True

    def odd(line: bytes, *_: int) -> Record:  # the reference leaves all lines to Python
        row = json.loads(line)
        return Record(json.dumps(row["id"]).encode() if "id" in row else b"", list(enumerate(row["text"].split("\n"))))

    units.held.add_file(reference, Fields(), odd)
    units.end_references()
    line = json.dumps(["好", NEAR, TEXT[::-1] + "乙"]).encode()
    (tmp_path / "spool").write_bytes(b"[]\n" + line)
    units.add("a", profile([("好", False), (NEAR, False), (TEXT[::-1] + "乙", False)], line), 3)
    units.texts_in(tmp_path / "spool")
    assert [unit.text for unit in units] == ["好", NEAR, TEXT[::-1] + "乙"]
    assert [(twin.speech, twin.index, twin.kept_speech, twin.kept_index) for twin in search(units).twins] == [
        ("a", 1, "z", 1),
        ("a", 2, f"{reference}:2", 0),
    ]

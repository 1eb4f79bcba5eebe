import json
import multiprocessing
import pickle
from typing import Any

import pytest

import cleaner
from cleaner.commands.record import FACTS
from cleaner.errors import InputError

PAGE = "工作会议讲话稿\n（2020年5月6日）\n同志们：\n今天开会。\n上一篇：物理课论文"
NOTHING = {**dict.fromkeys(FACTS, ""), "speeches": 0, "removed": 0}


@pytest.mark.parametrize("text", [None, "", " \n　"])
def test_what_holds_no_text_stays(text: str | None) -> None:
    assert cleaner.clean_record({"id": 1, "text": text}) == {"id": 1, "text": text, "cleaner": NOTHING}


def test_other_fields_stay_and_the_record_is_not_touched() -> None:
    record: dict[str, Any] = {"id": 7, "title": None, "date": 20200506, "tags": ["a", None], "text": PAGE}
    before = json.dumps(record)
    found = cleaner.clean_record(record)
    assert json.dumps(record) == before
    assert {**found, "text": PAGE} == {**record, "cleaner": found["cleaner"]}


def test_the_text_is_cleaned_and_what_was_found_is_said() -> None:
    found = cleaner.clean_record({"正文": PAGE}, "正文")
    assert found["正文"] == "同志们：\n今天开会。"
    assert found["cleaner"] | {"removed": 0} == NOTHING | {
        "title": "工作会议讲话稿",
        "date": "2020-05-06",
        "speeches": 1,
    }
    assert found["cleaner"]["removed"] == len("工作会议讲话稿（2020年5月6日）上一篇：物理课论文")


def test_what_the_record_says_goes_before_what_is_found() -> None:
    assert cleaner.clean_record({"text": PAGE, "title": "题目"})["cleaner"]["title"] == "题目"


def test_all_values_have_one_type_whatever_is_found() -> None:
    kinds = {
        tuple((name, type(value)) for name, value in cleaner.clean_record({"text": text})["cleaner"].items())
        for text in (None, "", PAGE, "上一篇：物理课论文", "大家好。")
    }
    assert len(kinds) == 1


def test_settings_count() -> None:
    found = cleaner.clean_record({"text": "同志們：\n今天開會。"}, config=cleaner.Config(script="simplified"))
    assert found["text"] == "同志们：\n今天开会。"


@pytest.mark.parametrize(("record", "said"), [({"content": "讲话"}, "no field 'text'"), ({"text": 5}, "no string")])
def test_a_wrong_field_is_told(record: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        cleaner.clean_record(record)


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(cleaner.clean_record)) is cleaner.clean_record
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(cleaner.clean_record, [{"text": PAGE}]) == [cleaner.clean_record({"text": PAGE})]

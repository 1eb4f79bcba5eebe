"""What the records show does not depend on chance."""

import pytest

from cleaner.report.records import Records


def test_sentences_are_counted_once_a_speech_in_the_order_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many to be counted the order has a say, and that of a set is another in each process."""
    records, seen = Records(), list[str]()
    monkeypatch.setattr(records.sentences, "add", seen.append)
    sentences = [f"第{number}项工作要抓好。" for number in range(60)]
    records._look({"id": "a", "source": "a.txt", "text": "\n".join([*sentences, *sentences[:5]]), "omitted": []})
    assert seen == sentences

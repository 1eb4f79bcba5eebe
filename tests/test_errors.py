import pickle

import pytest

from cleaner.errors import CleanerError, InputError, OutputError, RefusedError, RuleError, UsageError

MESSAGES = {
    "only what": (CleanerError("is wrong"), "is wrong"),
    "a file": (CleanerError("is wrong", file="a.txt"), "a.txt: is wrong"),
    "a line": (CleanerError("is wrong", file="a.txt", line=3), "a.txt:3: is wrong"),
    "an offset": (CleanerError("is wrong", file="a.txt", offset=0), "a.txt (byte 0): is wrong"),
    "an offset alone": (CleanerError("is wrong", offset=7), "byte 7: is wrong"),
    "advice": (CleanerError("is wrong", file="a", advice="do this"), "a: is wrong: do this"),
}


@pytest.mark.parametrize(("error", "message"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_says_where_what_and_what_to_do(error: CleanerError, message: str) -> None:
    assert str(error) == message


@pytest.mark.parametrize(
    ("kind", "code"), [(InputError, 1), (UsageError, 2), (RuleError, 2), (OutputError, 2), (RefusedError, 4)]
)
def test_a_kind_has_its_exit_code(kind: type[CleanerError], code: int) -> None:
    assert kind.exit_code == code


def test_an_error_travels_between_processes() -> None:
    error = RuleError("is wrong", code="rule-key", file="讲话\n.toml", line=3, offset=9, advice="do this")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.code, type(back)) == (str(error), "rule-key", RuleError)

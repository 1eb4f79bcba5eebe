import pickle

import pytest

from cleaner.errors import LONGEST, CleanerError, InputError, OutputError, RefusedError, RuleError, UsageError

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


@pytest.mark.parametrize("long", [LONGEST + 1, 10 * LONGEST])
def test_what_is_quoted_has_a_bound_and_what_is_said_of_it_stays(long: int) -> None:
    error = InputError(f"no field '{'x' * long}'", advice=f"it has {'y' * long}; name the text's field")
    assert (len(error.what), len(error.advice)) == (LONGEST, LONGEST)
    assert (error.what[:12], error.what[-2:]) == ("no field 'xx", "x'")
    assert (error.advice[:9], error.advice[-23:]) == ("it has yy", "; name the text's field")
    again = InputError.from_values(*error.to_values())
    assert (str(again), again.args) == (str(error), error.args)


def test_a_long_message_stays_whole() -> None:
    assert CleanerError("x" * LONGEST).what == "x" * LONGEST


def test_an_error_travels_between_processes() -> None:
    error = RuleError("is wrong", code="rule-key", file="讲话\n.toml", line=3, offset=9, advice="do this")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.code, type(back)) == (str(error), "rule-key", RuleError)

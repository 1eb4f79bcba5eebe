"""What can go wrong, said for people: the file, the place, what is wrong, what to do next."""

from __future__ import annotations

from typing import Any, Self

LONGEST = 2000  # characters of what an error quotes: an input may hold names and lines of any length


class CleanerError(Exception):
    """An error with a code, a place and advice; ``exit_code`` is the process status it leads to.

    ``line`` is 1-based, ``offset`` counts bytes from the start of the file.

    >>> print(CleanerError("unknown key 'mach'", file="rules/x.toml", line=3, advice="did you mean 'match'?"))
    rules/x.toml:3: unknown key 'mach': did you mean 'match'?
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        code: str = "error",
        file: str | None = None,
        line: int | None = None,
        offset: int | None = None,
        advice: str = "",
    ) -> None:
        what, advice = _bounded(what), _bounded(advice)
        super().__init__(what)
        self.what = what
        self.code = code
        self.file = file
        self.line = line
        self.offset = offset
        self.advice = advice

    def to_values(self) -> list[Any]:
        """Return all that it says, as values that JSON has."""
        return [self.what, self.code, self.file, self.line, self.offset, self.advice]

    @classmethod
    def from_values(
        cls, what: str, code: str, file: str | None, line: int | None, offset: int | None, advice: str
    ) -> Self:
        """Return the error that ``to_values`` was of."""
        return cls(what, code=code, file=file, line=line, offset=offset, advice=advice)

    @property
    def place(self) -> str:
        """Where it is: the file, with line or offset."""
        place = "".join(char if char.isprintable() else repr(char)[1:-1] for char in self.file or "")
        if place and self.line is not None:
            place += f":{self.line}"
        if self.offset is not None:
            place += f" (byte {self.offset})" if place else f"byte {self.offset}"
        return place

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.what, self.advice) if part)


def _bounded(text: str) -> str:
    """Return a text, of a long one the beginning and the end: what is quoted stands between what is said of it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2 - 1]}……{text[1 - LONGEST // 2 :]}"


class InputError(CleanerError):
    """One input that cannot be cleaned; a run lists it in ``errors.jsonl`` and goes on."""

    exit_code = 1


class DecodingError(InputError):
    """Bytes of which no encoding makes trustworthy Chinese text."""


class UsageError(CleanerError):
    """A command, configuration or rule file that cannot be followed."""


class RuleError(UsageError):
    """A rule file that cannot be used: file, line and the rule's name say where."""


class ConfigError(UsageError):
    """A configuration file or option that cannot be used."""


class OutputError(CleanerError):
    """An output folder that is missing, damaged or not what it claims to be."""


class EngineError(CleanerError):
    """What a run was on failed under it; the same call goes on with what is finished."""


class RefusedError(CleanerError):
    """The work was refused to protect what is there: a guard or a lock."""

    exit_code = 4

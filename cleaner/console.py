"""What goes to the terminal: messages in the language of the user, and text that cannot play with a terminal."""

from __future__ import annotations

import os
import sys

from cleaner import language
from cleaner.errors import CleanerError
from cleaner.language import told

_language = "en"


def speak(name: str) -> None:
    """Tell everything from now on in this language, one of ``language.LANGUAGES``."""
    global _language
    _language = name


def spoken() -> str:
    """Return the language in which things are told."""
    return _language


def said(text: str) -> str:
    """Return a message in the language of the user."""
    return language.said(text, _language)


def complain(what: str | CleanerError) -> None:
    """Tell on standard error what is wrong."""
    text = told(what, _language) if isinstance(what, CleanerError) else said(what)
    sys.stderr.write(f"cleaner: {safe(text)}\n")


def drop_output() -> None:
    """Let what could not be written be: Python would try once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_streams() -> None:
    """Write UTF-8 whatever the locale is; what no encoding can write is escaped. A stream that is closed is empty."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            own = os.name == "nt" and stream.isatty()  # a console there may know cp936 alone
            stream.reconfigure(encoding=stream.encoding if own else "utf-8", errors="backslashreplace")


def safe(text: str) -> str:
    """Return ``text`` with control and direction characters escaped: a file's name must not play with a terminal."""
    return "".join(
        c if c.isprintable() or c in "\n\t \u3000\xa0" else c.encode("unicode_escape").decode() for c in text
    )


def print_text(text: str) -> None:
    """Print as it is: texts and JSON."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def tell(text: str) -> None:
    """Print messages for a person's eyes."""
    print_text(safe(said(text)))


def show(text: str) -> None:
    """Print text of a page for a person's eyes."""
    print_text(safe(text))

"""Show a report as one page that needs no network, and as JSON; nothing of the data can act in either.

Texts of the data pass through three gates: control and direction characters become escapes, the template engine escapes
markup, and a cell that a spreadsheet would take for a formula gets a quote in front, should a table be copied there. The
page's policy lets run nothing but the styles and scripts of this package, which it names by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.formats.text import defused
from cleaner.report.figures import Report
from cleaner.report.messages import LANGUAGES, both
from cleaner.report.sites import OTHERS
from cleaner.report.texts import visible

HTML, JSON = "report.html", "report.json"

LARGEST = 1_000_000  # bytes of a page
ROWS = 300  # of a table; halved until the page is small enough
BARS = 25  # of a chart
NAME = 24  # characters of a name beside a bar
FOLDERS = {"/": "root", OTHERS: "others"}  # groups of documents that have no name

_STATIC = Path(__file__).parent / "static"
_DOUBTFUL = re.compile(r"[^ !-%'-;=?-~\n\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


def to_json(report: Report) -> bytes:
    """Return the figures as JSON."""
    return f"{_json(asdict(report), indent=1)}\n".encode()


def to_html(report: Report, language: str | None = None) -> bytes:
    """Return the page, of fewer than LARGEST bytes; without ``language`` it follows the browser's.

    It always holds both languages, so what a run writes does not depend on where it ran.
    """
    rows = ROWS
    while True:
        page = _rendered(report, language, rows).encode()
        if len(page) < LARGEST or rows == 0:
            return page
        rows //= 2


def _json(value: Any, indent: int | None = None) -> str:
    r"""Return JSON that can stand in markup and be shown anywhere.

    >>> print(_json("</script>\u202e"))
    "\u003c/script\u003e\u202e"
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _DOUBTFUL.sub(lambda found: _harmless(found[0]), text)


def _harmless(char: str) -> str:
    if char in "<>&":
        return f"\\u{ord(char):04x}"
    return char if char.isprintable() else json.dumps(char)[1:-1]


def _rendered(report: Report, language: str | None, rows: int) -> str:
    style, library, script = (_static(name) for name in ("report.css", "chart.umd.min.js", "report.js"))
    policy = (
        *("default-src 'none'", "base-uri 'none'", "form-action 'none'"),
        *(f"style-src {_hashes(style)}", f"script-src {_hashes(library, script)}"),
    )
    page: str = _template().render(
        report=report,
        language=language or LANGUAGES[0],
        fixed=language is not None,
        rows=rows,
        policy="; ".join(policy),
        style=_markup(style),
        library=_markup(library),
        script=_markup(script),
        charts=_markup(_json(charts(report))),
    )
    return page


@cache
def _static(name: str) -> str:
    """Return a file of the package; the reference to a map of the library, which is not here, is left out."""
    text = (_STATIC / name).read_text(encoding="utf-8")  # any line end is read as the one that browsers hash
    return text.partition("//# sourceMappingURL")[0]


def _hashes(*texts: str) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _markup(text: str) -> Any:
    """Mark a text of this package, or JSON made safe, as no data."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - never given a text of the data


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, finalize=_shown, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"t": _said, "word": _word, "folders": FOLDERS}
    environment.filters |= {"cell": _cell, "n": _number, "percent": _percent}
    return environment.from_string(_static("report.jinja"))


def _shown(value: Any) -> Any:
    """Make visible what is no markup of our own; the engine then escapes it."""
    return visible(value) if type(value) is str else value


def _said(key: str, **values: object) -> Any:
    """Return a message in both languages, of which the page's style shows one."""
    return _two(both(key), values)


def _word(kind: str, name: str) -> Any:
    """Return what a name of the data (a category, a cause) is called, the name itself where it is not known."""
    return _two(both(f"{kind}.{name}", _cell(name)), {})


def _two(texts: Sequence[str], values: Mapping[str, object]) -> Any:
    from markupsafe import Markup, escape

    spans = (
        Markup('<span lang="{}">{}</span>').format(language, escape(visible(text.format(**values) if values else text)))
        for language, text in zip(LANGUAGES, texts, strict=True)
    )
    return Markup("").join(spans)


def _cell(value: object) -> str:
    return visible(defused(value))


def _number(value: float) -> str:
    return f"{value:,}"


def _percent(share: float) -> str:
    return f"{share:.1%}"


def charts(report: Report) -> list[dict[str, Any]]:
    """Return the charts: where each stands, its kind, its names and its rows of numbers, in both languages."""
    sites = [site for site in report.sites.items if site.characters][:BARS]
    return [
        _bars("fates", [(both(f"cause.{a.name}", a.name), a.characters) for a in report.fates], "characters"),
        _bars("sites", [(_site(site.name), round(100 * site.share, 1)) for site in sites], "kept-share")
        | {"marked": [site.outlier for site in sites], "most": 100, "unit": "%"},
        _bars("categories", [(both(f"category.{a.name}", a.name), a.characters) for a in report.categories], "ink"),
        _columns("similarities", list(report.similarities), {"pieces": list(report.similarities.values())}),
        _columns("holes", list(report.holes), {"records": list(report.holes.values())}),
        _columns(
            "lengths",
            [part.name for part in report.lengths],
            {"before": [part.before for part in report.lengths], "after": [part.after for part in report.lengths]},
        ),
    ]


def _site(name: str) -> tuple[str, str]:
    """Return what a site is called beside its bar."""
    if name in FOLDERS:
        return both(FOLDERS[name])
    shown = visible(name)
    shown = shown if len(shown) <= NAME else f"{shown[: NAME - 1]}…"
    return shown, shown


def _bars(place: str, rows: Sequence[tuple[tuple[str, str], float]], what: str) -> dict[str, Any]:
    names = [[visible(text) for text in name] for name, _ in rows[:BARS]]
    return {"place": place, "flat": True, "names": names, "sets": [[both(what), [number for _, number in rows[:BARS]]]]}


def _columns(place: str, names: Sequence[str], sets: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    rows = [[both(name), numbers] for name, numbers in sets.items()]
    return {"place": place, "flat": False, "names": [[name, name] for name in names], "sets": rows}

"""The page in a real browser: charts are drawn, the search box filters, nothing is refused by the page's own policy."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from cleaner.report import gather, opened, to_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

Filled = Callable[..., Path]


def dumped(page: Path, tmp_path: Path, fragment: str = "") -> tuple[str, str]:
    """Return the document as it is after the scripts ran, and what the browser has to say of it."""
    assert CHROMIUM is not None
    command = [
        *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--virtual-time-budget=2000"),
        *(f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--v=0", "--dump-dom"),
        page.as_uri() + fragment,
    ]
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, check=True, timeout=120, env=environment)
    told = done.stderr.decode("utf-8", "replace")
    return done.stdout.decode(), "\n".join(line for line in told.splitlines() if "CONSOLE" in line)


@pytest.fixture
def page(filled: Filled, payloads: str, tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_bytes(to_html(gather(opened(filled(payloads))), "zh"))
    return path


def test_charts_are_drawn_and_nothing_of_the_data_acts(page: Path, tmp_path: Path) -> None:
    tree, console = dumped(page, tmp_path)
    assert console == ""
    assert 'data-charts="6"' in tree
    assert not re.search(r"<(?:img|svg|base|iframe|form)\b|<[^>]* on\w+=", tree)


def test_the_search_box_filters_rows_and_samples(page: Path, tmp_path: Path) -> None:
    everything, _ = dumped(page, tmp_path)
    tree, console = dumped(page, tmp_path, f"#q={quote('没有这样的字')}")
    rows = len(re.findall(r"<tr>|<article", everything.partition("<tbody")[2])) - everything.count("<thead")
    assert console == ""
    assert "<b>0</b>" in tree
    assert len(re.findall(r"<(?:tr|article)[^>]* hidden=", tree)) >= rows > 20
    assert 'hidden=""' not in re.sub(r"<output[^>]*>", "", everything)


def test_a_browser_finds_fault_with_a_page_that_was_tampered_with(page: Path, tmp_path: Path) -> None:
    """The policy works: a script that the page does not name by its hash is refused."""
    page.write_bytes(page.read_bytes().replace(b"</main>", b"<script>document.title = 'x'</script></main>"))
    tree, console = dumped(page, tmp_path)
    assert "Content Security Policy" in console
    assert "<title>x</title>" not in tree

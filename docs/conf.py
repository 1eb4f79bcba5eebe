"""The site: every page of the repository that people read, in two languages, out of the files where they are.

Sphinx is run on the repository itself, once a language (`make docs`), so that a link is written once and leads to the
same page in a repository browser and on the site. A page is Chinese if its name says so (``.zh-CN.md``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import cleaner  # noqa: E402 - of this checkout

CHINESE = ".zh-CN"
SITE = {"en": "en", "zh_CN": "zh-CN"}

project = "cleaner"
author = "the speech-cleaner authors"
project_copyright = "2026, the speech-cleaner authors"
version = release = cleaner.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
include_patterns = ["*.md", "docs/*.md", "bench/*.md", "tests/keep/README.md"]
root_doc = "docs/index"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

html_theme = "furo"
html_title = "cleaner"
html_copy_source = False
html_show_sphinx = False
html_search_language = "zh"  # finds Latin words as well
html_search_options = {"dict": str(ROOT / "docs" / "words.txt")}  # what no general dictionary has
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
highlight_language = "text"


def settle_language(app: Sphinx, config: Any) -> None:
    """Leave out the pages of the other language."""
    pages = {path.relative_to(ROOT).as_posix() for pattern in include_patterns for path in ROOT.glob(pattern)}
    chinese = {page for page in pages if page.endswith(f"{CHINESE}.md")}
    config.exclude_patterns = sorted(
        {page for page in pages if page not in chinese} if config.language == "zh_CN" else chinese
    )
    if config.language == "zh_CN":
        config.root_doc = f"docs/index{CHINESE}"


class LeadToTheOtherLanguage(SphinxPostTransform):
    """Make links to pages of the other language links to the other half of the site."""

    default_priority = 5  # before MyST, at 9, says that they lead nowhere

    def run(self, **_: Any) -> None:
        """Replace each such link."""
        other = "en" if self.config.language == "zh_CN" else "zh-CN"
        here = os.path.dirname(self.env.docname)
        for link in list(self.document.findall(addnodes.pending_xref)):
            page = link.get("reftarget", "")
            if link.get("refdomain") != "doc" or page in self.env.all_docs or not (ROOT / f"{page}.md").is_file():
                continue
            target = os.path.relpath(f"../{other}/{page}.html", here)
            anchor = f"#{link['reftargetid']}" if link.get("reftargetid") else ""
            link.replace_self(nodes.reference("", "", *link.children, internal=False, refuri=target + anchor))


def setup(app: Sphinx) -> None:
    """Name what is ours."""
    app.add_lexer("csv", TextLexer)  # the highlighter knows no tables
    app.connect("config-inited", settle_language)
    app.add_post_transform(LeadToTheOtherLanguage)

"""The dataset card: what a corpus folder is and holds, for whoever opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaner.config import RECORDS, Config

_CARD = """\
# Clean corpus of Chinese speeches · 讲话稿清洗语料

Made by [speech-cleaner](https://pypi.org/project/speech-cleaner/). `manifest.json` names every file here with its checksum.

| | |
|---|---:|
| files read · 读入文件 | {files:,} |
| documents · 文档 | {documents:,} |
| records (speeches) · 记录（篇） | {records:,} |
| paragraphs · 段落 | {paragraphs:,} |
| characters in · 读入字符 | {characters_in:,} |
| characters kept · 保留字符 | {characters_kept:,} |
| characters in the ledger · 删改记录中的字符 | {characters_in_ledger:,} |
| near-duplicate paragraphs ({mode}) · 近似重复段落 | {near_duplicate_paragraphs:,} |
| template paragraphs, kept · 同模板异内容段落（保留） | {template_paragraphs:,} |
| whole reposts · 整篇重复 | {reposts:,} |
| errors, damaged, skipped · 错误、损坏、跳过 | {errors:,}, {damaged:,}, {skipped:,} |

- `corpus/`: one record a speech ({format}).{export} `text` is the paragraphs, a line each; `paragraphs` has their offsets in it.
- `ledger/`: for every document, what was kept, removed and changed, and why. `cleaner restore` makes the raw files of it.
- `report.html`: what was removed and kept, with samples, for any browser · 清洗报告，用浏览器打开。
- `duplicates.jsonl`: which paragraph repeats which. `reposts.jsonl`: speeches that were left out whole. `errors.jsonl`: what was not cleaned, or damaged, and what to do.
{grown}
Removed, in non-blank characters · 删除的非空白字符:

{removed}
"""


_GROWN = """\
- `batches/`: the same lists of what was added later, and what each of the {batches} batches keeps. Report and card are not in the manifest.
"""


def card(totals: Mapping[str, Any], config: Config, batches: int = 0) -> str:
    """Return the text of README.md for a corpus with these counts; ``batches`` is how many it has grown by, if it has."""
    exported = config.format not in (*RECORDS, "text")
    given = {
        "mode": config.near_duplicates,
        "format": "jsonl" if exported else config.format,
        "grown": _GROWN.format(batches=batches) if batches else "",
        "export": f" `export/`: the same for {config.format}." if exported else "",
    }
    removed = "\n".join(f"- {name}: {count:,}" for name, count in totals["removed_by_category"].items()) or "- none"
    return _CARD.format(**totals, removed=removed, **given)

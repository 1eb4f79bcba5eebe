"""``cleaner.clean_record``: one record of somebody else's pipeline, as ``datasets.Dataset.map`` hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.formats.fields import document_of
from cleaner.model import Cleaned
from cleaner.prepare import matcher, options
from cleaner.store.records import removed_by_speech

KEY = "cleaner"  # of the record, under which is said what was found
FACTS = ("title", "date", "published", "speaker", "author", "origin")


def clean_record(record: Mapping[str, Any], text_field: str = "text", config: Config | None = None) -> dict[str, Any]:
    """Return ``record`` with its text cleaned, and what was found under the key ``cleaner``; the rest is as it was.

    Title, url and the like of the record are used as ``cleaner run`` uses them; a page of markup is read as one. Speeches of a
    collection stay in one text, a blank line between them. What was found is always ``title``, ``date``, ``published``,
    ``speaker``, ``author``, ``origin`` (of the first speech; strings, empty where nothing is known, so that Arrow finds one type),
    ``speeches`` (how many) and ``removed`` (non-blank characters). A text that is None or blank stays as it is.

    The function keeps no state of its own and can be pickled; a process loads its rules at the first call. Near-duplicates
    need the whole corpus and are not looked for. Raises InputError where there is no field ``text_field`` or where it is no string.

    >>> clean_record({"id": 7, "text": "工作会议讲话稿\\n同志们：\\n今天开会。\\n上一篇：物理课论文"})["text"]
    '同志们：\\n今天开会。'
    """
    text = record.get(text_field)
    if text_field in record and (text is None or (isinstance(text, str) and not text.strip())):
        return {**record, KEY: _found(None)}
    config = replace(config or Config(), text_field=text_field)
    document = document_of(dict(record), "", config)
    cleaned = clean(document, matcher(config), options(config, document))
    speeches = ("\n".join(paragraph.text for paragraph in speech.paragraphs) for speech in cleaned.speeches)
    return {**record, text_field: "\n\n".join(speeches), KEY: _found(cleaned)}


def _found(cleaned: Cleaned | None) -> dict[str, Any]:
    speech = cleaned.speeches[0] if cleaned is not None and cleaned.speeches else None
    facts = {name: (getattr(speech, name) or "") if speech else "" for name in FACTS}
    removed = sum(count for counts in removed_by_speech(cleaned) for count in counts.values()) if cleaned else 0
    return {**facts, "speeches": len(cleaned.speeches) if cleaned else 0, "removed": removed}

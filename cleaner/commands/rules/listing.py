"""``cleaner rules list``: the rules in force; with inputs, what each takes where, and which never fires."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cleaner.commands.rules.reading import Readings
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.ruleset import Rule
from cleaner.model import Cleaned, Edit
from cleaner.prepare import matcher, options

SAMPLES = 3
LONGEST_SAMPLE = 80  # code points


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece that a rule took: the file, the line in the document, and the text."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule, how often it fired on the inputs given, in how many documents, how many characters it took, and samples."""

    rule: Rule
    hits: int = 0
    documents: int = 0
    characters: int = 0
    samples: tuple[Sample, ...] = ()


def list_rules(config: Config | None = None, inputs: Sequence[str | Path] = ()) -> list[Listed]:
    """Return all rules in force, by id, with what each does to ``inputs``; inputs that cannot be read are left out."""
    config = config or Config()
    rules = matcher(config).ruleset.rules
    hits: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    samples: dict[str, list[Sample]] = defaultdict(list)
    for document, path in Readings(inputs, config) if inputs else ():
        cleaned = clean(document, matcher(config), options(config, document))
        edits = list(_taken(cleaned))
        documents.update({edit.rule for edit in edits})
        for edit in edits:
            hits[edit.rule] += 1
            characters[edit.rule] += edit.end - edit.start
            if len(samples[edit.rule]) < SAMPLES:
                samples[edit.rule].append(_sample(edit, cleaned, path))
    return [
        Listed(rule, hits[rule.id], documents[rule.id], characters[rule.id], tuple(samples[rule.id])) for rule in rules
    ]


def _taken(cleaned: Cleaned) -> Iterator[Edit]:
    return (edit for edit in cleaned.edits if edit.cause in ("rule", "lift"))


def _sample(edit: Edit, cleaned: Cleaned, path: Path) -> Sample:
    text, key = cleaned.document.text, cleaned.document.key
    line = text.count("\n", 0, edit.start) + 1
    piece = " ".join(text[edit.start : edit.end].split())
    shown = piece if len(piece) <= LONGEST_SAMPLE else piece[: LONGEST_SAMPLE - 1] + "…"
    return Sample(f"{path}#{key}" if key else str(path), line, shown)


def rules_lines(listed: Sequence[Listed], *, counted: bool) -> list[str]:
    """Return a line a rule, for people; with counts the rules that fired most come first, those that never did last."""
    if not counted:
        return [_line(item.rule) for item in listed] + [f"{len(listed)} rules"]
    lines = []
    for item in sorted(listed, key=lambda item: (-item.hits, item.rule.id)):
        if item.hits:
            count = f"{item.hits:8,} hits {item.documents:8,} documents {item.characters:10,} characters  "
            lines.append(count + _line(item.rule))
            lines += [f"         {sample.file}:{sample.line}: {sample.text}" for sample in item.samples]
    idle = [item.rule for item in listed if not item.hits and not item.rule.protects]
    fired = sum(item.hits > 0 for item in listed)
    lines += [f"   never fired  {_line(rule)}" for rule in idle]
    guards = f", {len(listed) - fired - len(idle)} protect" if len(listed) > fired + len(idle) else ""
    return [*lines, f"{len(listed)} rules: {fired} fired, {len(idle)} never did{guards}"]


def _line(rule: Rule) -> str:
    kind = "protects" if rule.protects else rule.category
    return f"{rule.id:32} {kind:12} {rule.scope:7} {rule.place}: {rule.why}"


def rules_json(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """Return the rules as plain objects."""
    names = ("id", "category", "scope", "why", "match", "site", "file", "line", "removes", "keeps")
    return [
        {name: getattr(item.rule, name) for name in names}
        | {"hits": item.hits, "documents": item.documents, "characters": item.characters}
        | {"samples": [asdict(sample) for sample in item.samples]}
        for item in listed
    ]

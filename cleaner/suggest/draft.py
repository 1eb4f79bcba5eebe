"""Write suggestions down as rule files that load: a file a site, or one for all; every example has been tried."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaner.document.examples import check_examples, parse_example
from cleaner.document.fold import fold
from cleaner.document.ruleset import parse_rules
from cleaner.errors import RuleError
from cleaner.suggest.mine import Suggestion
from cleaner.suggest.pages import DETECT_PAGES, Page, detecting
from cleaner.suggest.quotes import basic, example, quoted
from cleaner.suggest.shapes import weight
from cleaner.suggest.speech import kept_sentences

MOST_KEEPS = 2
LONGEST_EXAMPLE = 300  # code points
COMMON = "common"


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule file to be: its name, the site it is for (None: no one site), its text, and how many rules it has."""

    name: str
    site: str | None
    text: str
    rules: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as it will be written."""

    id: str
    category: str
    scope: str
    why: str
    match: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...] = ()
    comment: str = ""

    def toml(self) -> str:
        """Return the rule as TOML."""
        lines = [f"# {line}" for line in self.comment.split("\n") if line]
        lines += ["[[rule]]", f"id       = {basic(self.id)}", f"category = {basic(self.category)}"]
        lines += [
            f"scope    = {basic(self.scope)}",
            f"why      = {basic(self.why)}",
            f"match    = {quoted(self.match)}",
        ]
        lines.append(f"removes  = [{', '.join(map(basic, self.removes))}]")
        if self.keeps:
            lines.append(f"keeps    = [{', '.join(map(basic, self.keeps))}]")
        return "\n".join(lines) + "\n"


def drafts(suggestions: Sequence[Suggestion], groups: Mapping[str, Sequence[Page]]) -> list[Draft]:
    """Return a file for what many sites have in common, and one for each site, all of which load."""
    by_group: dict[str, list[Suggestion]] = {}
    for one in suggestions:
        by_group.setdefault(one.group, []).append(one)
    texts = {name: "\n".join(page.folded() for page in pages) for name, pages in groups.items()}
    found = []
    slugs = _slugs(by_group)
    for name, members in sorted(by_group.items()):
        others = [text for other, text in texts.items() if other != name]
        detect = detecting(groups[name], others) if name and others else []
        site = _site(name, detect)
        entries = _entries(members, slugs[name], site, groups)
        if entries:
            head = _heading(name, len(groups.get(name, ())), detect)
            text = "\n".join(filter(None, [head, site, *(entry.toml() for entry in entries)]))
            found.append(Draft(f"{slugs[name]}.toml", name if site else None, text, len(entries)))
    return found


def _heading(name: str, documents: int, detect: Sequence[str]) -> str:
    lines = [
        "# A draft, never applied by itself: read it, write each 'why', then move the file to rules/ (or name it with --rules)."
    ]
    if name:
        lines.append(f"# Site: {name}, {documents} documents.")
        if not detect and "." not in name:
            lines.append(
                "# No literal tells this site from the others, so these rules would hold everywhere: be strict."
            )
    return "\n".join(lines) + "\n"


def _site(name: str, detect: Sequence[str]) -> str:
    host = name if re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", name) else ""
    if not host and not detect:
        return ""
    lines = ["[site]", f"name   = {basic(name)}"]
    lines += [f"hosts  = [{basic(host)}]"] if host else []
    lines += [f"detect = [{', '.join(map(basic, detect))}]"] if detect else []
    return "\n".join(lines) + "\n"


def _slugs(names: Iterable[str]) -> dict[str, str]:
    """Return for each group a short name for ids and files; different groups, different names."""
    slugs: dict[str, str] = {}
    for name in sorted(names):
        host = re.sub(r"^www\.|\.(?:com|cn|net|org|gov|tw|hk|edu)\b", "", name)
        slug = re.sub(r"[^\w-]+", "-", host).strip("-_")[-40:] or COMMON
        slugs[name] = slug if slug not in slugs.values() else f"{slug}-{len(slugs) + 1}"
    return slugs


def _entries(members: Sequence[Suggestion], slug: str, site: str, groups: Mapping[str, Sequence[Page]]) -> list[Entry]:
    numbers: Counter[str] = Counter()
    entries = []
    for one in members:
        numbers[one.category] += 1
        name = f"draft-{slug}-{one.category}-{numbers[one.category]}"
        entry = Entry(
            *(name, one.category, one.scope, _why(one), one.pattern, _examples(one)),
            keeps=_counter_examples(one, groups),
            comment=_comment(one),
        )
        entries.append(entry)
    return sound(entries, site)


def _why(one: Suggestion) -> str:
    said = "、".join(piece for piece in one.literal.split("\n") if weight(piece) > 1)[:40]
    place = {"head": "above the text", "tail": "under the text", "inline": "inside sentences"}.get(
        one.scope, "on lines of its own"
    )
    return f"Write why this is chrome and no speech: {said} stands {place}."


def _comment(one: Suggestion) -> str:
    share = one.support / max(one.documents, 1)
    lines = [
        f"support: {one.support:,} of {one.documents:,} documents ({share:.0%})",
        f"estimated precision: at least {one.precision:.2f} (Wilson, 95 %; {one.good:,} of {one.hits:,} hits outside running text)",
    ]
    if one.sites:
        lines.append(f"sites: {', '.join(one.sites)}")
    return "\n".join(line.replace("\n", " ") for line in lines)


def _examples(one: Suggestion) -> tuple[str, ...]:
    if one.scope == "inline":
        return one.lines
    return tuple(example(line) for line in one.lines if len(line) <= LONGEST_EXAMPLE) or tuple(
        map(example, one.lines[:1])
    )


def _counter_examples(one: Suggestion, groups: Mapping[str, Sequence[Page]]) -> tuple[str, ...]:
    """Return sentences with the rule's word in them that must stay: of the keep-set, else of running text."""
    literal = max(one.literal.split("\n"), key=weight, default="")
    if weight(literal) < 4:
        return ()
    found = [sentence for sentence in kept_sentences() if literal in fold(sentence)]
    if not found:
        found = list(_sentences_with(literal, groups))
    return tuple(found[:MOST_KEEPS])


def _sentences_with(literal: str, groups: Mapping[str, Sequence[Page]]) -> Iterator[str]:
    for name in sorted(groups):
        for page in groups[name][:DETECT_PAGES]:
            for line in page.lines:
                if line.region == "body" and len(line.folded) > 40 and literal in line.folded:
                    at = line.folded.index(literal)
                    sentence = next(
                        (m[0] for m in re.finditer(r"[^。!?！？]*[。!?！？]", line.raw) if m.end() > at), ""
                    )
                    if len(sentence) > len(literal) + 6 and sentence.isprintable():
                        yield sentence.strip()
                        return


def sound(entries: Sequence[Entry], site: str) -> list[Entry]:
    """Return the entries that load and hold their examples, without the examples that do not hold."""
    loaded = [entry for entry in entries if _loads(entry)]
    for _ in range(3):
        text = "\n".join([site, *(entry.toml() for entry in loaded)])
        ruleset = parse_rules([(text, "draft")])
        failures = {(failure.rule.id, failure.example) for failure in check_examples(ruleset)}
        if not failures:
            break
        loaded = [kept for entry in loaded if (kept := _without(entry, failures)).removes]
    return loaded


def _without(entry: Entry, failures: set[tuple[str, str]]) -> Entry:
    removes = tuple(text for text in entry.removes if (entry.id, text) not in failures)
    keeps = tuple(text for text in entry.keeps if (entry.id, text) not in failures)
    return Entry(entry.id, entry.category, entry.scope, entry.why, entry.match, removes, keeps, entry.comment)


def _loads(entry: Entry) -> bool:
    try:
        parse_rules([(entry.toml(), "draft")])
        for text in entry.removes:
            parse_example(text)
    except (RuleError, ValueError):
        return False
    return True


def one_file(found: Sequence[Draft]) -> str:
    """Return the drafts as one file, which has a site only where there is but one draft."""
    if not found:
        return "# Nothing recurs that no rule takes yet.\n"
    if len(found) == 1:
        return found[0].text
    parts = [
        "# Several sites in one file: a rule file can name one [site] only, so these rules would hold everywhere.\n"
        "# --output FOLDER writes a file a site instead.\n"
    ]
    for draft in found:
        text = re.sub(r"(?m)^\[site\]\n(?:\w+ *= .*\n)+", "", draft.text)
        parts.append(re.sub(r"\n{3,}", "\n\n", text))
    return "\n".join(parts)

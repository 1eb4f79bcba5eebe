"""Rule files to one RuleSet: this module alone knows the file format, and it is strict.

A file is TOML: any number of ``[[rule]]`` tables and, before them, in a site file one ``[site]`` table, and lists of words
that rules share in one ``[vocabulary]`` table. docs/rules.md describes every key. Patterns are RE2's: they come from strangers, and RE2 takes linear time whatever they say. Its caps are
ours: RE2 itself needs seconds for a pattern nested 10,000 deep and reads ``x{2147483647}`` as a literal.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import re2

from cleaner.document.fold import fold, view
from cleaner.document.keepset import keep_set
from cleaner.document.likeness import reads_like_chrome
from cleaner.document.literals import Needs, required
from cleaner.document.owntitles import SIGN, SIGNS, TITLE
from cleaner.document.patterns import apart, compiled, unbounded
from cleaner.document.sitenames import PLACEHOLDER, STAND_IN
from cleaner.document.vocabulary import Vocabulary
from cleaner.errors import DecodingError, RuleError
from cleaner.folders import files_below

CATEGORIES = (
    *("navigation", "related", "download", "share", "comments", "disclaimer", "intro", "copyright"),
    *("byline", "date", "pagination", "advert", "artefact"),
)
SCOPES = ("inline", "line", "block", "head", "tail")
FIELDS = ("title", "date", "published", "speaker", "author", "origin", "url", "keywords")
END = "$end"
ANYTHING = ".+"  # the pattern of a rule that has only words
GOES = "goes"  # the group of a pattern that alone goes
PHRASE = "phrase list"  # why a line goes that a phrase list names
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_VOCABULARY = re.compile(r"(?<!\\)\{([a-z][a-z-]*)\}")  # where a pattern or a list of words names a vocabulary

MOST_PATTERN_BYTES = 4096
MOST_FILLED_BYTES = 65536  # of a pattern with the vocabularies that it names in place
MOST_NESTING = 100
MOST_REPEATS = 1000
MOST_WITHIN = 1000
MOST_WORDS = 1000
MOST_NEAR = 20
MOST_PHRASES = 100_000  # lines of a phrase list; each is a rule, which takes some 4 KB

# A pattern that needs no literal and takes one of these would take any speech.
ORDINARY = (
    "各位代表,同志们,现在我代表市人民政府向大会报告工作,请予审议,并请各位委员和列席会议的同志提出意见。过去的一年,我们攻坚"
    "克难,较好地完成了各项目标任务,城乡居民收入稳步提高,人民群众的获得感不断增强。",
    "现在我代表市人民政府向大会报告工作。",
    "加快发展",
    "谢谢大家!",
    "同志们:",
    "2023年",
)


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: what to take out, or to lift, or to protect, and why.

    ``match``, ``until`` and ``unless`` are folded RE2 patterns; ``site`` is the name of the site the rule belongs to, or
    None for a common rule; ``file`` and ``line`` say where it is written. Of the folded ``words`` at least ``at_least`` must
    stand in what would go, and fill ``fills`` percent of it; and it must read like chrome with ``likely`` percent. Between
    the line and the end of the page may lie ``near`` lines that stay. The lines of a run that is ``weighed`` are judged
    together.
    """

    id: str
    category: str
    scope: str
    why: str
    match: str
    until: str | None = None
    within: int = 0
    until_keeps: bool = False
    unless: str | None = None
    words: tuple[str, ...] = ()
    at_least: int = 0
    fills: int = 0
    likely: int = 0
    near: int = 0
    run: int = 0
    weighed: bool = False
    opens: str | None = None
    marked: int = 0
    above_heading: bool = False
    lifts: tuple[str, ...] = ()
    protects: bool = False
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    site: str | None = None
    file: str = ""
    line: int = 0

    @cached_property
    def pattern(self) -> Any:
        """``match``, compiled; with a made-up site where it names the page's own."""
        return compiled(self.reads.replace(PLACEHOLDER, STAND_IN))

    def pattern_for(self, line: str) -> Any:
        """``pattern``, or what meets the same lines of this length and is read faster: without bounds out of reach."""
        return self.unbounded if len(line) <= self.room else self.pattern

    @cached_property
    def room(self) -> int:
        """The code points of a line in which no long repeat of the pattern can reach its bound; 0 without such repeats.

        Two repeats in a row that are counted, ``.{0,40}x.{0,30}``, cost RE2 a state for every pair of counts.
        """
        return unbounded(self.reads)[1]

    @cached_property
    def unbounded(self) -> Any:
        """``pattern`` without the bounds of long repeats, compiled."""
        return compiled(unbounded(self.reads)[0])

    @property
    def reads(self) -> str:
        """What is compiled: ``match``, and for a run that a line opens, that line's pattern as well."""
        return self.match if self.opens is None else f"(?:{self.opens})|(?:{self.match})"

    @property
    def shape(self) -> str:
        """``reads``, with anything where the page's own site is named: what a line needs, whatever the name."""
        return self.reads.replace(PLACEHOLDER, ".+")

    @cached_property
    def opening(self) -> Any:
        """``opens``, compiled, or None."""
        return None if self.opens is None else compiled(self.opens)

    @property
    def names_site(self) -> bool:
        """Whether the pattern has a place for what the page calls its site."""
        return PLACEHOLDER in self.match

    @property
    def names_title(self) -> bool:
        """Whether the pattern names the page's own title."""
        return SIGN in self.match

    @cached_property
    def reads_page(self) -> bool:
        """Whether the pattern names what only a page tells: its site or its title."""
        return self.names_site or self.names_title

    @cached_property
    def part(self) -> int:
        """The number of the group that alone goes; 0, for the whole match, where the pattern has none."""
        return int(self.pattern.groupindex.get(GOES, 0)) if f"<{GOES}>" in self.match else 0

    @cached_property
    def groups(self) -> int:
        """The number of groups in the pattern."""
        return int(self.pattern.groups)

    @cached_property
    def named(self) -> tuple[tuple[str, int], ...]:
        """The named groups whose places a hit tells, and their numbers."""
        return tuple((name, number) for name, number in self.pattern.groupindex.items() if number != self.part)

    @cached_property
    def end_pattern(self) -> Any:
        """``until``, compiled; None for ``$end`` and for rules that are no blocks."""
        return None if self.until in (None, END) else compiled(str(self.until))

    @cached_property
    def exceptions(self) -> tuple[Any, ...]:
        """``unless``, compiled: patterns of which one is found in what stays."""
        return () if self.unless is None else tuple(map(compiled, apart(self.unless)))

    @cached_property
    def needs(self) -> Needs:
        """What a line must have for ``match`` to meet it."""
        needs = required(self.shape)
        return replace(needs, literals=frozenset(self.words), also=needs.literals) if self.words else needs

    @cached_property
    def vocabulary(self) -> Vocabulary | None:
        """``words``, made ready, or None."""
        return Vocabulary(self.words, self.at_least, self.fills) if self.words else None

    def fits(self, line: str) -> bool:
        """Whether a line has the length of those that ``match`` meets; in the midst of a line it may meet in any."""
        return self.scope == "inline" or self.needs.least <= len(line) <= self.needs.longest

    def spares(self, context: str, goes: str) -> bool:
        """Whether what ``match`` met stays all the same.

        ``unless`` says so of its ``context``, or ``goes`` lacks the words or does not read like chrome. None of that holds
        for a line that opens a run.
        """
        if self.opens is not None and self.opens_with(context):
            return False
        if self.vocabulary is not None and not self.vocabulary.met(goes):
            return True
        if self.likely and not self.run and not reads_like_chrome(goes, self.likely):
            return True
        return self.excepts(context)

    def excepts(self, text: str) -> bool:
        """Whether ``unless`` is found in a text."""
        encoded = text.encode() if self.exceptions else b""
        return any(exception.search(encoded) is not None for exception in self.exceptions)

    def opens_with(self, line: str) -> bool:
        """Whether a run of this rule may open with a line."""
        return self.opening is not None and self.opening.fullmatch(line.encode()) is not None

    def ends_with(self, line: str) -> bool:
        """Whether a block of this rule may end with a line."""
        return self.end_pattern is not None and self.end_pattern.fullmatch(line.encode()) is not None

    def may_begin(self, line: str) -> bool:
        """Whether a run may begin with a line: with ``likely`` it must read like chrome."""
        return not self.likely or reads_like_chrome(line, self.likely)

    @property
    def place(self) -> str:
        """Where the rule is written, for messages."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Site:
    """A site: its rules hold only where its host or one of the ``detect`` literals (folded) is seen."""

    name: str
    hosts: tuple[str, ...]
    detect: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class RuleSet:
    """All rules in force, ordered by id, and a hash of all that they say; ``added`` are the ids of those not built in."""

    rules: tuple[Rule, ...]
    sites: tuple[Site, ...]
    sha256: str
    added: frozenset[str] = frozenset()

    def active_sites(self, folded: str, host: str | None = None) -> frozenset[str]:
        """Return the names of the sites that ``folded`` (a whole document) or its host betrays."""
        return frozenset(
            site.name
            for site in self.sites
            if (host and any(host == h or host.endswith("." + h) for h in site.hosts))
            or any(literal in folded for literal in site.detect)
        )


def load_rules(folders: Sequence[Path] = (), *, builtin: bool = True, phrases: Sequence[Path] = ()) -> RuleSet:
    """Read every ``*.toml`` below the built-in rules and ``folders`` (a file is taken as it is), and the phrase lists.

    Raises RuleError, with file and line, for anything a rule file or a phrase list may not say.
    """
    built: list[tuple[str, str]] = []
    added: list[tuple[str, str]] = []
    for root in ([builtin_rules()] if builtin else []) + list(folders):
        if not root.exists():
            raise RuleError("no such rules folder", code="no-rules", file=str(root))
        if not (root.is_dir() or root.is_file()):
            what = "is neither a rule file nor a folder"
            raise RuleError(what, code="no-rules", file=str(root), advice="write the rules into a file first")
        files = [root] if root.is_file() else _files(root)
        if not files:
            raise RuleError("no rule file (*.toml) in this folder", code="no-rules", file=str(root))
        if root == builtin_rules():
            built += ((_read(file, name), name) for file in files for name in [file.relative_to(root).as_posix()])
        else:
            added += ((_read(file, str(file)), str(file)) for file in files)
    return parse_rules(added, trusted=built, phrases=[(_read_phrases(file), str(file)) for file in phrases])


def _files(root: Path) -> list[Path]:
    """Return the rule files of a folder; what may not be read is no folder without rules."""
    try:
        return sorted(path for path in files_below(root) if path.suffix == ".toml")
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", code="no-rules", file=str(error.filename)) from None


def builtin_rules() -> Path:
    """Return the folder of the built-in rules: the packaged copy, else the checkout's ``rules/``."""
    package = Path(__file__).parent.parent
    packaged = package / "rules"
    return packaged if packaged.is_dir() else package.parent / "rules"


def _read(path: Path, name: str) -> str:
    try:
        return _bytes(path, name, "rule-file").decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise RuleError(
            "is not UTF-8", code="rule-file", file=name, offset=error.start, advice="save the file as UTF-8"
        ) from None


def _bytes(path: Path, name: str, code: str) -> bytes:
    """Read a file that comes to an end; a device does not, nor a pipe into which nobody writes."""
    if path.exists() and not path.is_file():
        raise RuleError("is no ordinary file", code=code, file=name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", code=code, file=name) from None


def _read_phrases(path: Path) -> str:
    """Return the text of a phrase list, in whatever encoding it was saved."""
    from cleaner.document.decode import decode

    if path.suffix.lower() == ".toml":
        advice = "a phrase list is a text file, a line a phrase; rule files are given with --rules"
        raise RuleError("is a rule file", code="phrases", file=str(path), advice=advice)
    try:
        decoded = decode(_bytes(path, str(path), "phrases"))
    except DecodingError as error:
        advice = "a phrase list is a text file; save it as UTF-8"
        raise RuleError(error.what, code="phrases", file=str(path), offset=error.offset, advice=advice) from None
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if decoded.damage:
        line, offset = decoded.text.count("\n", 0, decoded.damage[0].at) + 1, decoded.damage[0].offset
        what = "holds bytes that are no text"
        raise RuleError(what, code="phrases", file=str(path), line=line, offset=offset, advice="save it as UTF-8")
    return text


def parse_rules(
    sources: Iterable[tuple[str, str]],
    *,
    trusted: Iterable[tuple[str, str]] = (),
    phrases: Iterable[tuple[str, str]] = (),
) -> RuleSet:
    """Parse (TOML text, file name) pairs, and phrase lists, into one RuleSet; ids are unique over all of them.

    The patterns of ``trusted`` sources are compiled only once a line may match them: a test compiles and checks them all.
    """
    rules: dict[str, Rule] = {}
    sites: dict[str, Site] = {}
    added: set[str] = set()
    digest = hashlib.sha256()

    def take(found: Iterable[Rule]) -> None:
        for rule in found:
            if rule.id in rules:
                other = rules[rule.id].place
                what, advice = f"rule '{rule.id}' is already in {other}", ""
                if rule.why == PHRASE:
                    advice = "rename one of the two files: the ids of phrases have their list's name"
                raise RuleError(what, code="rule-id", file=rule.file, line=rule.line, advice=advice)
            rules[rule.id] = rule

    files: list[tuple[dict[str, Any], _Places, bool]] = []
    vocabularies: dict[str, _Words] = {}
    for text, file, strict in [*((*pair, False) for pair in trusted), *((*pair, True) for pair in sources)]:
        digest.update(f"{text}\0".encode("utf-8", "surrogatepass"))  # names differ from place to place
        data, places = _parse_toml(text, file), _Places(text, file)
        _parse_vocabularies(data, places, vocabularies)
        files.append((data, places, strict))
    for data, places, strict in files:
        file = places.file
        site, found = _parse_tables(data, places, vocabularies, strict=strict)
        if site is not None:
            if site.name in sites:
                raise RuleError(f"site '{site.name}' is also in {sites[site.name].file}", code="rule-site", file=file)
            sites[site.name] = site
        take(found)
        added.update(rule.id for rule in found if strict)
    formulas = [rule for rule in rules.values() if rule.protects]
    seen: set[str] = set()
    for text, file in phrases:
        digest.update(f"phrases\0{_stem(file)}\0{text}\0".encode("utf-8", "surrogatepass"))  # the name is in the ids
        found = list(_parse_phrases(text, file, formulas, seen))
        take(found)
        added.update(rule.id for rule in found)
    ordered = tuple(rules[name] for name in sorted(rules))
    return RuleSet(ordered, tuple(sites.values()), digest.hexdigest(), frozenset(added))


def _stem(file: str) -> str:
    """Return the name of a phrase list as it stands in the ids of its rules."""
    return re.sub(r"[^\w.-]+", "-", Path(file).stem)[:50]


def _parse_phrases(text: str, file: str, formulas: Sequence[Rule], seen: set[str]) -> Iterator[Rule]:
    """Yield a rule for every line of a phrase list, but for lines that other phrases say already."""
    kept = {fold(line.text).strip(): line for line in keep_set()} if text.strip() else {}
    if text.count("\n") > MOST_PHRASES:
        advice = "keep the lines that pages really have; what they have in common is a rule (docs/rules.md)"
        raise RuleError(f"has more than {MOST_PHRASES:,} lines", code="phrases", file=file, advice=advice)
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        forms = _forms(line)
        for form in forms:
            problem = _phrase_problem(form, formulas)
            if problem is None and form in kept:
                problem = f"is a sentence that speakers say, of the keep-set ({kept[form].place})", _WRITE_A_RULE
            if problem is not None:
                what = f"'{line.strip()[:40]}' {problem[0]}"
                raise RuleError(what, code="phrase", file=file, line=number, advice=problem[1])
        if forms[0] not in seen:
            seen.add(forms[0])
            yield _phrase_rule(forms, file, number)


_WRITE_A_RULE = "take it off the list; where it is chrome on one site, write a rule for that site (docs/rules.md)"
_ORDINARY_SHAPES = frozenset(re.sub(r"\d+", "0", line) for line in ORDINARY)


def _forms(line: str) -> tuple[str, ...]:
    """Return a line folded, without what is noise in it, and as it stands where that is another: noise is known by its place."""
    from cleaner.document.noise import find_noise

    read = view(line, ((edit.start, edit.end, edit.new) for edit in find_noise(line))).text
    return tuple(dict.fromkeys((read.strip(), fold(line).strip())))


def _phrase_problem(phrase: str, formulas: Iterable[Rule]) -> tuple[str, str] | None:
    """Return what is wrong with a phrase, and what to do, or None."""
    if len(phrase) < 2:
        return "is too short: a line of one character says too little", "a phrase is a whole line of the page"
    if "\n" in phrase:
        return "is more than one line, once its tags are read", "write each line by itself"
    if len(phrase.encode()) > MOST_PATTERN_BYTES:
        return f"is longer than {MOST_PATTERN_BYTES} bytes", "a phrase is one line of the page"
    if re.sub(r"\d+", "0", phrase) in _ORDINARY_SHAPES or any(rule.pattern.fullmatch(phrase) for rule in formulas):
        return "is an ordinary line of speech", _WRITE_A_RULE
    return None


def _phrase_rule(forms: Sequence[str], file: str, number: int) -> Rule:
    example = re.sub(r"\[-|-\]", lambda mark: "[[-" if mark[0] == "[-" else "-]]", forms[0])
    return Rule(
        id=f"phrase-{_stem(file)}-{number}",
        category="artefact",
        scope="line",
        why=PHRASE,
        match="|".join(re.sub(r"[\\.^$*+?()\[\]{}|]", r"\\\g<0>", form) for form in forms),
        removes=(f"[-{example}-]",),
        file=file,
        line=number,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """A vocabulary: words that rules share under a name; ``file`` is where it is written."""

    words: tuple[str, ...]
    file: str

    @property
    def pattern(self) -> str:
        """A pattern that meets any of the words, the longest that stands there."""
        return f"(?:{'|'.join(map(re2.escape, sorted(self.words, key=len, reverse=True)))})"


def _parse_toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of more digits than Python reads, too
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        what = f"is not TOML: {re.sub(r' *[(]at .*', '', str(error))}"
        advice = (
            "in double quotes a backslash is written twice; use 'single quotes' for patterns"
            if "escape" in what
            else ""
        )
        line = int(found[1]) if found else None
        raise RuleError(what, code="rule-toml", file=file, line=line, advice=advice) from None


def _parse_vocabularies(data: dict[str, Any], places: _Places, known: dict[str, _Words]) -> None:
    """Add the vocabularies of a file to those that are known."""
    table = data.get("vocabulary", {})
    if not isinstance(table, dict):
        raise places.error(None, "vocabulary", "'vocabulary' must be written as [vocabulary]")
    for name, words in table.items():
        if _VOCABULARY.fullmatch(f"{{{name}}}") is None or f"{{{name}}}" in (PLACEHOLDER, TITLE):
            raise places.error(
                None, name, f"'{name}' is no name for a vocabulary", "a name is made of a-z and '-', and is not 'site'"
            )
        if name in known:
            raise places.error(None, name, f"vocabulary '{name}' is also in {known[name].file}")
        known[name] = _Words(tuple(map(fold, _strings(words, name, places, None))), places.file)


def _parse_tables(
    data: dict[str, Any], places: _Places, vocabularies: Mapping[str, _Words], *, strict: bool
) -> tuple[Site | None, list[Rule]]:
    places.check_keys(data, ("site", "vocabulary", "rule"), None)
    site = _parse_site(data["site"], places) if "site" in data else None
    tables = data.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RuleError("'rule' must be written as [[rule]]", code="rule-toml", file=places.file)
    return site, [
        _RuleTable(table, places, number, site, vocabularies, strict=strict).rule()
        for number, table in enumerate(tables)
    ]


class _Places:
    """Where the tables and keys of one file stand: tomllib does not say."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.tables = [n for n, line in enumerate(self.lines, 1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]

    def line(self, number: int | None, key: str | None = None) -> int:
        first = 1 if number is None or number >= len(self.tables) else self.tables[number]
        last = self.tables[number + 1] if number is not None and number + 1 < len(self.tables) else len(self.lines) + 1
        if key is not None:
            for n in range(first, last):
                if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=|\s*\[+\s*{re.escape(key)}\s*\]", self.lines[n - 1]):
                    return n
        return first

    def error(self, number: int | None, key: str | None, what: str, advice: str = "") -> RuleError:
        return RuleError(what, code="rule-key", file=self.file, line=self.line(number, key), advice=advice)

    def check_keys(self, table: dict[str, Any], known: Sequence[str], number: int | None) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                advice = f"did you mean '{near[0]}'?" if near else "known keys: " + ", ".join(known)
                raise self.error(number, key, f"unknown key '{key}'", advice)


def _parse_site(table: Any, places: _Places) -> Site:
    if not isinstance(table, dict):
        raise places.error(None, "site", "'site' must be written as [site]")
    places.check_keys(table, ("name", "hosts", "detect"), None)
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise places.error(None, "site", "a site needs a name")
    hosts, detect = (_strings(table.get(key, []), key, places, None) for key in ("hosts", "detect"))
    if not detect and not hosts:
        raise places.error(None, "site", "a site needs hosts or detect", "without them its rules could never hold")
    wrong = next((host for host in hosts if host != host.lower() or not _HOST.fullmatch(host)), None)
    if wrong is not None:
        advice = "write it like example.com, in small letters, without http:// and *: subdomains count"
        raise places.error(None, "hosts", f"'{wrong}' is no host", advice)
    if any(len(literal) < 4 for literal in detect):
        raise places.error(
            None, "detect", "a detect literal needs at least 4 characters", "shorter ones stand everywhere"
        )
    return Site(name, hosts, tuple(map(fold, detect)), places.file)


def _strings(value: Any, key: str, places: _Places, number: int | None) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise places.error(number, key, f"'{key}' must be a list of non-empty strings")
    return tuple(value)


class _RuleTable:
    """One ``[[rule]]`` table on its way to a Rule."""

    TEXTS = ("id", "category", "scope", "why", "match", "until", "unless", "opens")
    KEYS = (
        *TEXTS,
        "words",
        "at_least",
        "fills",
        "likely",
        "near",
        "within",
        "until_keeps",
        "run",
        "weighed",
        "marked",
        "above_heading",
        "lifts",
        "protects",
        "removes",
        "keeps",
    )

    def __init__(
        self,
        table: dict[str, Any],
        places: _Places,
        number: int,
        site: Site | None,
        vocabularies: Mapping[str, _Words],
        *,
        strict: bool,
    ) -> None:
        self.table, self.places, self.number, self.site, self.strict = table, places, number, site, strict
        self.vocabularies = vocabularies
        places.check_keys(table, self.KEYS, number)
        for key in self.TEXTS:
            if key in table and not isinstance(table[key], str):
                raise self.error(key, f"'{key}' must be a string")

    def error(self, key: str | None, what: str, advice: str = "") -> RuleError:
        name = self.table.get("id")
        return self.places.error(self.number, key, f"rule '{name}': {what}" if name else what, advice)

    def rule(self) -> Rule:
        if not re.fullmatch(r"[\w.-]{1,80}", self.text("id")):
            raise self.error("id", "an id is made of letters, digits, '-', '_' and '.'")
        protects = self.flag("protects")
        category = self.choice("category", CATEGORIES) if not protects or "category" in self.table else "artefact"
        scope = self.choice("scope", SCOPES) if not protects or "scope" in self.table else "line"
        rule = Rule(
            id=self.text("id"),
            category=category,
            scope=scope,
            why=self.text("why"),
            match=self.pattern("match") or ANYTHING,
            until=self.pattern("until"),
            within=self.integer("within", MOST_WITHIN),
            until_keeps=self.flag("until_keeps"),
            unless=self.pattern("unless"),
            words=self.words(),
            at_least=self.integer("at_least", MOST_WORDS),
            fills=self.integer("fills", 100),
            likely=self.integer("likely", 99),
            near=self.integer("near", MOST_NEAR),
            run=self.integer("run", MOST_WITHIN),
            weighed=self.flag("weighed"),
            opens=self.pattern("opens"),
            marked=self.integer("marked", MOST_WITHIN),
            above_heading=self.flag("above_heading"),
            lifts=self.fields(),
            protects=protects,
            removes=_strings(self.table.get("removes", []), "removes", self.places, self.number),
            keeps=_strings(self.table.get("keeps", []), "keeps", self.places, self.number),
            site=self.site.name if self.site else None,
            file=self.places.file,
            line=self.places.line(self.number),
        )
        if self.strict:
            self.check(rule)
        return rule

    def text(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"needs '{key}'")
        return value

    def choice(self, key: str, known: Sequence[str]) -> str:
        value = self.text(key)
        if value not in known:
            near = difflib.get_close_matches(value, known, 1)
            raise self.error(
                key, f"unknown {key} '{value}'", f"did you mean '{near[0]}'?" if near else "one of " + ", ".join(known)
            )
        return value

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"'{key}' must be true or false")
        return value

    def integer(self, key: str, most: int) -> int:
        value = self.table.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not (key not in self.table or 1 <= value <= most):
            raise self.error(key, f"'{key}' must be a whole number from 1 to {most}")
        return value

    def words(self) -> tuple[str, ...]:
        """Return the words of the rule, and those of the vocabularies that it names, each once."""
        words: dict[str, None] = {}
        for word in _strings(self.table.get("words", []), "words", self.places, self.number):
            name = _VOCABULARY.fullmatch(word)
            words |= dict.fromkeys(self.vocabulary(name[1], "words").words if name else [fold(word)])
        return tuple(words)

    def vocabulary(self, name: str, key: str) -> _Words:
        if name not in self.vocabularies:
            near = difflib.get_close_matches(name, self.vocabularies, 1)
            advice = f"did you mean '{near[0]}'?" if near else f"for the characters themselves write \\{{{name}\\}}"
            raise self.error(key, f"no vocabulary is called '{name}'", advice)
        return self.vocabularies[name]

    def filled(self, key: str, value: str) -> str:
        """Return a pattern with the vocabularies that it names in place."""

        def words(name: re.Match[str]) -> str:
            if name[0] == TITLE:
                return SIGNS
            return name[0] if name[0] == PLACEHOLDER else self.vocabulary(name[1], key).pattern

        return _VOCABULARY.sub(words, value)

    def fields(self) -> tuple[str, ...]:
        value = self.table.get("lifts", [])
        fields = (value,) if isinstance(value, str) else _strings(value, "lifts", self.places, self.number)
        for field in fields:
            if field not in FIELDS:
                raise self.error("lifts", f"cannot lift '{field}'", "one of " + ", ".join(FIELDS))
        return fields

    def pattern(self, key: str) -> str | None:
        if key not in self.table and (key != "match" or "words" in self.table):
            return None
        value = self.text(key)
        if key == "until" and value == END:
            return END
        whole = self.filled(key, value)
        if not self.strict:
            return fold_pattern(whole)
        try:
            checked_pattern(_VOCABULARY.sub("x", value))  # what is written here; then, with the words in place
            if key == "match":
                checked_pattern(whole.replace(PLACEHOLDER, STAND_IN), MOST_FILLED_BYTES)
                return fold_pattern(whole)
            if PLACEHOLDER in value:
                raise ValueError(f"{PLACEHOLDER} has a meaning in 'match' only")
            return checked_pattern(whole, MOST_FILLED_BYTES)
        except ValueError as error:
            raise self.error(key, f"in '{key}': {error}") from None

    def check(self, rule: Rule) -> None:
        """Refuse what each key by itself allows and all together do not."""
        if rule.until is not None and rule.scope not in ("block", "head", "tail"):
            raise self.error("until", "'until' goes with scope block, head or tail")
        if rule.scope == "block" and rule.until is None:
            raise self.error("scope", "scope block needs 'until'", f'the last line\'s pattern, or "{END}" for the rest')
        if (rule.within == 0) is not (rule.until is None):
            raise self.error(
                "within", "'until' and 'within' go together", "'within' is the most lines a block may have"
            )
        if rule.run and (rule.scope not in ("head", "tail") or rule.until is not None):
            raise self.error("run", "'run' goes with scope head or tail, without 'until'")
        if rule.weighed and not (rule.run and rule.likely):
            raise self.error("weighed", "'weighed' goes with 'run' and 'likely'")
        if rule.near and rule.scope not in ("head", "tail"):
            raise self.error("near", "'near' goes with scope head or tail")
        if rule.above_heading and rule.scope != "head":
            raise self.error("above_heading", "'above_heading' goes with scope head")
        if rule.part and rule.scope not in ("inline", "line"):
            raise self.error("match", f"a group named '{GOES}' goes with scope inline or line")
        if rule.protects and rule.names_site:
            raise self.error("match", f"a rule that protects has no {PLACEHOLDER}")
        if (rule.at_least or rule.fills) and not rule.words:
            raise self.error(None, "'at_least' and 'fills' go with 'words'")
        if rule.words and rule.scope == "inline" and "match" not in self.table:
            raise self.error("words", "an inline rule needs 'match' beside 'words'", "it says where the words stand")
        if len(rule.words) > MOST_WORDS or rule.at_least > len(rule.words):
            raise self.error("words", f"'words' holds {len(rule.words)} words", f"from 'at_least' to {MOST_WORDS}")
        if rule.opens is not None and (not rule.run or rule.lifts):
            raise self.error("opens", "'opens' goes with 'run', without 'lifts'")
        if rule.marked and rule.until is not None:
            raise self.error("marked", "'marked' goes with every rule but blocks")
        if rule.until_keeps and (rule.until in (None, END) or rule.scope == "tail"):
            raise self.error("until_keeps", "'until_keeps' needs an 'until' pattern, and a scope other than tail")
        if rule.protects and (rule.removes or rule.lifts or rule.scope != "line"):
            raise self.error("protects", "a rule that protects takes nothing out", "its examples stand in 'keeps'")
        if not (rule.keeps if rule.protects else rule.removes):
            needed = "keeps" if rule.protects else "removes"
            raise self.error(None, f"needs '{needed}' with at least one example")
        unknown = [field for field in rule.lifts if field not in rule.pattern.groupindex]
        if unknown and (len(rule.lifts) > 1 or rule.pattern.groupindex):
            raise self.error("lifts", f"'match' has no group named '{unknown[0]}'", f"write (?P<{unknown[0]}>…)")
        self.check_width(rule)

    def check_width(self, rule: Rule) -> None:
        if rule.pattern.search("") is not None:
            raise self.error("match", "matches the empty text", "say what must stand there")
        if (
            rule.protects
            or rule.above_heading
            or (rule.needs.literals is not None and not rule.words and rule.scope not in ("head", "tail"))
        ):
            return
        meets: Callable[[str], Any] = rule.pattern.search if rule.scope == "inline" else rule.pattern.fullmatch
        for ordinary in ORDINARY[:2] if rule.scope in ("head", "tail") else ORDINARY:
            spared = rule.spares(ordinary, ordinary) or (rule.weighed and not rule.may_begin(ordinary))
            if meets(ordinary) is not None and not spared:
                raise self.error(
                    "match", f"would take any text, even: {ordinary}", "name what is peculiar to the chrome"
                )


def checked_pattern(pattern: str, most: int = MOST_PATTERN_BYTES) -> str:
    """Fold ``pattern`` and see that RE2 takes it within our caps; raises ValueError with the reason."""
    if len(pattern.encode("utf-8", "surrogatepass")) > most:
        raise ValueError(f"longer than {most} bytes")
    depth = deepest = 0
    for char in re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern, flags=re.DOTALL):
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    if deepest > MOST_NESTING:
        raise ValueError(f"nested deeper than {MOST_NESTING}")
    if any(int(n) > MOST_REPEATS for pair in re.findall(r"\{(\d+),?(\d*)\}", pattern) for n in pair if n):
        raise ValueError(f"repeats more than {MOST_REPEATS} times")
    if re.search(r"(?:^|[^\\])(?:\\\\)*\\C", pattern):
        raise ValueError(r"\C (one byte) is not allowed: use . for a character")
    folded = fold_pattern(pattern)
    try:
        compiled(folded)
    except re2.error as error:
        raise ValueError(_re2_message(error, pattern)) from None
    except (UnicodeEncodeError, OverflowError):
        raise ValueError("holds a character that is no Unicode text") from None
    return folded


def _re2_message(error: Exception, pattern: str) -> str:
    said = error.args[0].decode("utf-8", "replace") if error.args and isinstance(error.args[0], bytes) else str(error)
    if re.search(r"\(\?<?[=!]", pattern):
        return f"{said} (RE2 has no look-ahead or look-behind; 'unless' names what is to be left alone)"
    if re.search(r"\\[1-9]", pattern):
        return f"{said} (RE2 has no back-references)"
    return said


def fold_pattern(pattern: str) -> str:
    r"""Fold the literals of a pattern, escaping what becomes a metacharacter; ranges of a class stay as written.

    >>> print(fold_pattern("导语：（.+）【１】[：；]"))
    导语:\(.+\)【1】[:;]
    """
    if fold(pattern) == pattern:
        return pattern
    out: list[str] = []
    in_class = False
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            out.append(pattern[position : position + 2])
            position += 2
            continue
        if in_class and char == "]" and pattern[position - 1] != "[":
            in_class = False
        elif not in_class and char == "[":
            in_class = True
        in_range = in_class and "-" in (pattern[position - 1], pattern[position + 1 : position + 2])
        folded = fold(char) if ord(char) >= 128 else char
        if in_range and not folded.isascii():
            folded = char  # ０-９ may become 0-9; of a range of Han characters nobody knows what it would become
        special = r"\]^-[" if in_class else r"\.^$*+?()[]{}|"
        out.append(f"\\{folded}" if folded != char and folded in special else folded)
        position += 1
    return "".join(out)

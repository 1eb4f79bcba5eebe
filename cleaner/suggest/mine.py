"""Weigh the evidence: which shapes recur around the running text of a site, and are no language.

A shape is suggested where it stands in a fair share of a site's documents, outside the running text, touches no sentence of the
keep-set, and says what pages say, or stands among lines that do, or belongs to that one site alone. Formulas of speech recur
at the same places; they are known by their words, and by recurring from site to site.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt

from cleaner.document.fold import fold
from cleaner.document.forms import names_a_speech
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import RuleSet, checked_pattern, parse_rules
from cleaner.document.titles import title_key
from cleaner.suggest.pages import Page, PageLine
from cleaner.suggest.quotes import basic
from cleaner.suggest.shapes import (
    LONGEST_GAP,
    LONGEST_LINE,
    Counts,
    Shape,
    Token,
    escaped,
    general,
    shape_of,
    tokens,
    weight,
)
from cleaner.suggest.speech import is_formula, is_signature, kept_sentences
from cleaner.suggest.words import addresses, any_sign, category_of, speech_words, strong_sign

SHARE = 0.2  # of the documents of a site
FEWEST = 3  # documents
LEAST_WEIGHT = 4  # two Han characters, or four letters
MOST_BAD = 0.05  # share of the documents a shape meets in which it would take running text
ALIKE = 0.9  # share of a family's documents in which a word stands that all its lines share
FEWEST_SITES = 3  # from that many sites on, a shape without a sign is language
EXAMPLES = 3
LABELS = (":", "/", ">", "】", "→", "»")  # one of them makes a word of two meanings a label
SHORTEST_TITLE = 8  # code points; 述职报告 is a menu's word


@dataclass(frozen=True, slots=True)
class Place:
    """A line in a group of pages: the page's number, the row in it, and the line."""

    page: int
    row: int
    line: PageLine


@dataclass(frozen=True)
class Suggestion:
    """A rule to be: what it takes, where, and how sure that is.

    ``support`` is in how many of the ``documents`` of ``group`` it was found, ``good`` how many of all ``hits`` (documents)
    stand outside running text, ``lines`` the raw lines it was made from.
    """

    group: str
    pattern: str
    scope: str
    category: str
    literal: str
    support: int
    documents: int
    good: int
    hits: int
    lines: tuple[str, ...]
    sites: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """What share of its hits is chrome, estimated low: Wilson's lower bound at 95 %."""
        return wilson(self.good, self.hits)


def wilson(good: int, total: int) -> float:
    """Return Wilson's lower bound at 95 % for a share.

    >>> round(wilson(20, 20), 2), wilson(0, 0)
    (0.84, 0.0)
    """
    if total == 0:
        return 0.0
    z, share = 1.96, good / total
    centre = share + z * z / (2 * total)
    return (centre - z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))) / (1 + z * z / total)


@dataclass
class _Candidate:
    """A pattern of one group, with the places it was made from and what it meets."""

    group: str
    pattern: str
    literal: str
    gaps: int
    places: list[Place] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    regions: Counter[str] = field(default_factory=Counter)
    good: int = 0
    bad: int = 0
    elsewhere: int = 0

    @property
    def leads(self) -> bool:
        """Whether a gap comes before the first literal: it could take what is glued before the chrome."""
        start = self.pattern.find("{1,")
        return self.gaps > 0 and not any(char.isalpha() for char in self.pattern[:start].replace("\\d", ""))

    @property
    def signed(self) -> bool:
        return strong_sign(self.literal.replace("\n", " "))


def mine(groups: Mapping[str, Sequence[Page]], *, share: float = SHARE, fewest: int = FEWEST) -> list[Suggestion]:
    """Return what may be suggested for each group, best support first."""
    found = {
        name: [one for one in _candidates(name, pages, _least(pages, share, fewest)) if _plausible(one, pages)]
        for name, pages in groups.items()
    }
    _weigh(found, groups)
    accepted: list[Suggestion] = []
    for name, candidates in found.items():
        least = _least(groups[name], share, fewest)
        sure = [one for one in candidates if len(one.pages) >= least and one.bad <= MOST_BAD * (one.good + one.bad)]
        chosen = _chosen(sure, groups[name], least)
        accepted += [_suggestion(one, scope, len(groups[name])) for one in chosen for scope in _scopes(one)]
    return sorted(accepted, key=lambda one: (one.group, -one.support, one.pattern, one.scope))


def _least(pages: Sequence[Page], share: float, fewest: int) -> float:
    return max(fewest, share * len(pages))


def _candidates(group: str, pages: Sequence[Page], least: float) -> list[_Candidate]:
    """Return every shape that recurs in ``pages``: with few gaps, and with more where that makes more lines alike."""
    cut = [[(row, line, _cut(line)) for row, line in enumerate(page.lines)] for page in pages]
    counts = Counts()
    for lines in cut:
        counts.add(line_tokens for _, _, line_tokens in lines)
    byshape: dict[Shape, list[Place]] = _as_they_are(cut, counts, least)
    for family in _families(cut, counts, least):
        within = Counts()
        for members in family.values():
            within.add(line_tokens for _, _, line_tokens in members)
        words, neighbours = within.frequent(max(least, ALIKE * len(family)))
        for number, members in family.items():
            for row, line, line_tokens in members:
                byshape[shape_of(line_tokens, words, neighbours)].append(Place(number, row, line))
    made: dict[str, _Candidate] = {}
    for shape, places in byshape.items():
        if len({place.page for place in places}) >= least:
            one = _candidate(group, shape, list(dict.fromkeys(places)))
            made.setdefault(one.pattern, one)
    return list(made.values())


def _as_they_are(cut: Sequence[Sequence[_Cut]], counts: Counts, least: float) -> dict[Shape, list[Place]]:
    """Return the shapes of lines in which every frequent word stays."""
    words, pairs = counts.frequent(least)
    byshape: dict[Shape, list[Place]] = defaultdict(list)
    for number, lines in enumerate(cut):
        for row, line, line_tokens in lines:
            if line_tokens:
                byshape[shape_of(line_tokens, words, pairs)].append(Place(number, row, line))
    return byshape


_Cut = tuple[int, PageLine, list[Token]]


def _families(cut: Sequence[Sequence[_Cut]], counts: Counts, least: float) -> Iterator[dict[int, list[_Cut]]]:
    """Yield the lines, by page, that have a frequent word, or a frequent pair of neighbours, in common; no family twice."""
    words, pairs = counts.frequent(least)
    families: dict[str | tuple[str, str], dict[int, list[_Cut]]] = defaultdict(lambda: defaultdict(list))
    for number, lines in enumerate(cut):
        for row, line, line_tokens in lines:
            keys = [token.key for token in line_tokens]
            found: set[str | tuple[str, str]] = {key for key in keys if key in words and key[0] != "<"}
            found |= {pair for pair in pairwise(keys) if pair in pairs}
            for key in found:
                families[key][number].append((row, line, line_tokens))
    seen: set[tuple[tuple[int, int], ...]] = set()
    for family in families.values():
        rows = tuple((number, row) for number, members in family.items() for row, _, _ in members)
        if rows not in seen:
            seen.add(rows)
            yield family


def _cut(line: PageLine) -> list[Token]:
    """Return the tokens of a line; of a very long one a single token, so that it recurs only as it is."""
    if len(line.folded) > LONGEST_LINE:
        return [Token("word", line.folded, line.folded)]
    return tokens(line.folded)


def _candidate(group: str, shape: Shape, places: list[Place]) -> _Candidate:
    longest = max(len(place.line.folded) for place in places)
    widest = min(LONGEST_GAP, (longest + 19) // 10 * 10)
    texts = {place.line.folded for place in places}
    sentences = shape.gaps > 0 and any("。" in text.rstrip("。") for text in texts)
    if shape.gaps:
        pattern = shape.pattern(widest, sentences=sentences)
    else:
        pattern = shape.pattern(0) if longest <= LONGEST_LINE else general(places[0].line.folded)
    if len(texts) == 1 and not any(char.isalpha() for char in places[0].line.folded):
        pattern = escaped(places[0].line.folded)  # figures and marks that never change
    return _Candidate(group, pattern, shape.literal, shape.gaps, places)


def _weigh(found: Mapping[str, list[_Candidate]], groups: Mapping[str, Sequence[Page]]) -> None:
    """Count for each candidate the documents that it meets: its own and others', outside running text and in it.

    What touches a sentence of the keep-set is dropped, and so is what cannot be loaded.
    """
    by_pattern: dict[str, list[_Candidate]] = defaultdict(list)
    for candidates in found.values():
        for one in candidates:
            by_pattern[one.pattern].append(one)
    loadable = [pattern for pattern in by_pattern if _loadable(pattern)]
    matcher = Matcher(_trial(loadable))
    met: dict[str, list[_Candidate]] = {}
    for name, pages in groups.items():
        for number, page in enumerate(pages):
            for line in page.lines:
                if line.folded not in met:
                    hits = matcher.hits(line.folded)
                    met[line.folded] = [one for hit in hits for one in by_pattern[hit.rule.match]]
                for one in met[line.folded]:
                    _count(one, name, number, line)
    kept = {hit.rule.match for sentence in kept_sentences() for hit in matcher.hits(fold(sentence).strip())}
    good = set(loadable) - kept
    for candidates in found.values():
        candidates[:] = [one for one in candidates if one.pattern in good]
    for candidates in found.values():
        for one in candidates:
            one.elsewhere = len(by_pattern[one.pattern])


def _count(one: _Candidate, group: str, number: int, line: PageLine) -> None:
    stands_alone = line.region != "body" or (one.signed and len(line.folded) <= 40 and line.folded[-1] not in "。!?;")
    if group == one.group:
        one.pages.add(number)
        one.regions[line.region] += 1
    if stands_alone:
        one.good += 1
    else:
        one.bad += 1


def _loadable(pattern: str) -> bool:
    try:
        return bool(checked_pattern(pattern))
    except ValueError:
        return False


def _trial(patterns: Sequence[str]) -> RuleSet:
    """Return rules that only try patterns: no file was read, and nothing is removed by them."""
    tables = (
        f'[[rule]]\nid = "trial-{number}"\ncategory = "artefact"\nscope = "line"\nwhy = "A trial."\nmatch = {basic(pattern)}\n'
        for number, pattern in enumerate(patterns)
    )
    return parse_rules((), trusted=[("\n".join(tables), "trial")])


def _plausible(one: _Candidate, pages: Sequence[Page]) -> bool:
    """Whether nothing speaks against a candidate by itself."""
    texts = {place.line.folded for place in one.places}
    plain = one.literal.replace("\n", " ")
    if any(is_formula(text) for text in texts) and not strong_sign(plain):
        return False
    if addresses(plain) or (speech_words(plain) and not strong_sign(plain)):
        return False
    if one.gaps:
        return _gaps_plausible(one, plain, pages)
    if not any_sign(plain) and any(
        is_signature(place.line.folded) for place in one.places if place.line.region == "tail"
    ):
        return False
    if not strong_sign(plain) and _is_title(one):
        return False
    return weight(plain) >= LEAST_WEIGHT or (
        len(texts) == 1 and not any(char.isalpha() for text in texts for char in text)
    )


def _is_title(one: _Candidate) -> bool:
    """Whether a line is the title of a speech, which may be given every year."""
    text = one.places[0].line.folded
    return len(text) >= SHORTEST_TITLE and names_a_speech(text)


def _gaps_plausible(one: _Candidate, plain: str, pages: Sequence[Page]) -> bool:
    """Whether what is fixed says enough: a sign, in a word of weight; and no title goes that has a site's name after it."""
    pieces = [piece for piece in one.literal.split("\n") if piece]
    widest = max(map(weight, pieces), default=0)
    if not any_sign(plain) or widest < LEAST_WEIGHT or weight(plain) < one.gaps * LEAST_WEIGHT:
        return False
    if not one.leads:
        return strong_sign(plain) or any(mark in one.pattern for mark in LABELS)
    return strong_sign(plain) and widest >= 2 * LEAST_WEIGHT and not _titles_go(one, pages)


def _titles_go(one: _Candidate, pages: Sequence[Page]) -> bool:
    """Whether a candidate takes the titles of pages, with a site's name behind them."""
    if any(sign in one.literal for sign in ("下载", "全部内容", "结束", "doc", "pdf", "wps")):
        return False
    titled = sum(
        any(len(title) > 5 and title_key(place.line.folded).startswith(title) for title in pages[place.page].titles)
        or any(char in "-_|" for char in place.line.folded[4:])
        for place in one.places
    )
    return titled >= 0.2 * len(one.places)


def _chosen(candidates: list[_Candidate], pages: Sequence[Page], least: float) -> list[_Candidate]:
    """Return the candidates that are chrome by a sign, by their site or by their neighbours; each takes lines of its own."""
    covered: set[tuple[int, int]] = set()
    chosen: list[_Candidate] = []
    order = sorted(candidates, key=lambda one: (one.gaps, -len(one.pages), -len(one.literal), one.pattern))
    waiting: list[_Candidate] = []
    for one in order:
        (waiting if _needs_neighbours(one) else chosen).append(one)
    kept: list[_Candidate] = []
    for one in chosen:
        if _takes_more(one, covered, least):
            kept.append(one)
    for _ in range(3):
        for one in list(waiting):
            if _among(one, covered, pages) and _takes_more(one, covered, least):
                kept.append(one)
                waiting.remove(one)
    return [one for one in kept if not any(_within(one, other) for other in kept)]


def _within(one: _Candidate, other: _Candidate) -> bool:
    """Whether another candidate, of wider support, meets every line that a candidate was made from."""
    return len(other.pages) > len(one.pages) and set(one.places) <= set(other.places)


def _needs_neighbours(one: _Candidate) -> bool:
    """Whether a candidate is doubtful by itself: no sign, or of a kind that many sites have."""
    plain = one.literal.replace("\n", " ")
    if strong_sign(plain) or (any_sign(plain) and not speech_words(plain) and not one.regions["body"]):
        return False
    return one.elsewhere >= FEWEST_SITES or one.regions["body"] > 0 or weight(plain) < 2 * LEAST_WEIGHT


def _takes_more(one: _Candidate, covered: set[tuple[int, int]], least: float) -> bool:
    """Mark what a candidate covers, if that is new in enough documents."""
    own = {(place.page, place.row) for place in one.places}
    if len({page for page, _ in own - covered}) < (1 if not one.gaps and not own & covered else least):
        return False
    covered |= own
    return True


def _among(one: _Candidate, covered: set[tuple[int, int]], pages: Sequence[Page]) -> bool:
    """Whether a candidate stands among lines of chrome in most documents, and hardly ever in running text."""
    if one.regions["body"] > MOST_BAD * one.regions.total():
        return False
    beside = sum(_edge(place, pages) or bool(covered & _neighbours(place)) for place in one.places)
    return beside >= 0.6 * len(one.places)


def _neighbours(place: Place) -> set[tuple[int, int]]:
    return {(place.page, place.row - 1), (place.page, place.row + 1)}


def _edge(place: Place, pages: Sequence[Page]) -> bool:
    """Whether a line is the very first of its page, where no formula of speech stands."""
    return place.row == 0 and title_key(place.line.folded) not in pages[place.page].titles


def _scopes(one: _Candidate) -> Iterator[str]:
    if one.signed and not one.leads:
        yield "line"
        return
    edges = [region for region in ("head", "tail") if one.regions[region] >= max(1, 0.1 * one.regions.total())]
    yield from edges or ["line"]


def _suggestion(one: _Candidate, scope: str, documents: int) -> Suggestion:
    texts: dict[str, str] = {}
    for place in one.places:
        if scope == "line" or place.line.region in (scope, "body"):
            texts.setdefault(place.line.folded, place.line.raw)
    raw = tuple(list(texts.values())[:EXAMPLES])
    plain = one.literal.replace("\n", " ")
    category = category_of(plain, scope if scope != "line" else one.regions.most_common(1)[0][0])
    return Suggestion(
        *(
            one.group,
            one.pattern,
            scope,
            category,
            one.literal,
            len(one.pages),
            documents,
            one.good,
            one.good + one.bad,
            raw,
        )
    )


def common_to_sites(suggestions: Iterable[Suggestion], sites: int = FEWEST_SITES) -> list[Suggestion]:
    """Return the suggestions with those that many sites share put together, as rules of no site.

    Only what says what pages say may hold everywhere; the rest stays with its site.
    """
    by_rule: dict[tuple[str, str], list[Suggestion]] = defaultdict(list)
    for one in suggestions:
        by_rule[one.pattern, one.scope].append(one)
    merged = []
    for members in by_rule.values():
        if len(members) < sites or not strong_sign(members[0].literal.replace("\n", " ")):
            merged += members
            continue
        merged.append(together(members))
    return merged


def together(members: Sequence[Suggestion]) -> Suggestion:
    """Return one suggestion of no site for the same rule of several sites."""
    first = members[0]
    lines = tuple(dict.fromkeys(line for one in members for line in one.lines[:1]))[:EXAMPLES]
    return Suggestion(
        *("", first.pattern, first.scope, first.category, first.literal),
        support=sum(one.support for one in members),
        documents=sum(one.documents for one in members),
        good=max(one.good for one in members),
        hits=max(one.hits for one in members),
        lines=lines,
        sites=tuple(one.group for one in members),
    )

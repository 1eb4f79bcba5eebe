"""``cleaner rules new``: a ready rule from a pasted line in which ``[-…-]`` marks what is to go."""

from __future__ import annotations

import re
from hashlib import blake2b

from cleaner.document.examples import check_examples, parse_example
from cleaner.document.fold import fold
from cleaner.document.ruleset import parse_rules
from cleaner.errors import UsageError
from cleaner.suggest.draft import Entry
from cleaner.suggest.quotes import basic
from cleaner.suggest.shapes import general, weight
from cleaner.suggest.speech import kept_sentences
from cleaner.suggest.words import any_sign, category_of

LONGEST = 1000  # code points of a pasted line
WHY = "Write here, in a sentence, why this is chrome and no speech."
LEAST = 3  # weight of the letters that are marked; of a piece inside a line LEAST_INLINE
LEAST_INLINE = 4
_VALUES = re.compile(
    r"(?P<title>《[^《》]{1,80}》)"
    r"|(?P<label>(?:责任编辑|责编|美编|编辑|作者|记者|通讯员|摄影|校对|审核|[初复终]审|供稿|投稿|发布[人者]|上传[人者]|张贴人|责任人|值班主任|录入)[:/] ?)"
    r"(?P<name>[^ ,;:。|/()\[\]【】]{1,16})"
    r"|(?P<neighbour>[上下前后]一?[篇条页则][:] ?)(?P<other>[^。|]{2,80})"
)


def new_rule(line: str, *, id_: str | None = None) -> str:
    """Return a rule, as TOML, that takes what ``line`` marks with ``[-…-]`` and holds its example.

    Raises UsageError where nothing is marked, or what is marked is too little to tell chrome from speech.
    """
    line = line.strip("\r\n")
    text, marked = _parsed(line)
    start, end = marked
    piece = fold(text[start:end]).strip()
    whole = not text[:start].strip() and not text[end:].strip()
    if weight("".join(char for char in piece if char.isalnum())) < (LEAST if whole else LEAST_INLINE):
        advice = "mark more of the line, or write the rule by hand"
        raise UsageError(f"what is marked says too little: {piece!r}", code="mark", advice=advice)
    category = category_of(piece, "body")
    entry = Entry(
        *(id_ or _id(piece, category), category, "line" if whole else "inline", WHY, _pattern(piece), (line.strip(),)),
        keeps=_keeps(piece),
    )
    return _held(entry)


def _parsed(line: str) -> tuple[str, tuple[int, int]]:
    if not line.strip() or "\n" in line:
        raise UsageError("one line is needed", code="mark", advice="for a block of lines, write the rule by hand")
    if len(line) > LONGEST:
        raise UsageError(f"longer than {LONGEST} characters", code="mark", advice="paste one line")
    try:
        text, ranges = parse_example(line)
    except ValueError as error:
        raise UsageError(str(error), code="mark", advice="mark what goes with [-…-]") from None
    if not ranges:
        advice = f"mark what goes, such as [-{line.strip()[:20]}-] for the whole line"
        raise UsageError("nothing is marked", code="mark", advice=advice)
    if len(ranges) > 1:
        raise UsageError("more than one piece is marked", code="mark", advice="make a rule for each")
    return text, ranges[0]


def _pattern(piece: str) -> str:
    """Return a pattern for a piece: digits, dates, names behind a label and titles are general, all else is as it stands."""
    parts: list[str] = []
    position = 0
    for value in _VALUES.finditer(piece):
        parts.append(general(piece[position : value.start()]))
        if value["title"]:
            parts.append("《[^《》]{1,80}》")
        elif value["label"]:
            parts += [general(value["label"]), r"[^ ,;:。|/()\[\]【】]{1,16}"]
        else:
            parts += [general(value["neighbour"]), "[^。|]{1,80}"]
        position = value.end()
    return "".join([*parts, general(piece[position:])])


def _id(piece: str, category: str) -> str:
    """Return an id that the piece's Latin words make readable and its hash makes its own."""
    words = [
        word.lower()
        for word in re.findall(r"[A-Za-z][A-Za-z0-9]{2,}", piece)
        if word.lower() not in ("www", "com", "http", "https")
    ]
    digest = blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()
    return "-".join([category, *words[:2], digest])


def _keeps(piece: str) -> tuple[str, ...]:
    """Return a sentence of the keep-set that holds a word of the piece: what pages say first, then the longest."""
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", piece)
    words = sorted({run[i:j] for run in runs for i in range(len(run)) for j in range(i + 2, min(i + 6, len(run)) + 1)})
    for word in sorted(words, key=lambda word: (not any_sign(word), -len(word), word)):
        for sentence in kept_sentences():
            if word in fold(sentence) and piece not in fold(sentence):
                return (sentence,)
    return ()


def _held(entry: Entry) -> str:
    """Return the rule as TOML after it has been loaded and held to its examples; a keep that fails is left out."""
    ruleset = parse_rules([(entry.toml(), "<new rule>")])
    failures = check_examples(ruleset)
    if any(failure.key == "removes" for failure in failures):
        what = next(failure.what for failure in failures if failure.key == "removes")
        advice = "mark whole words, or write the rule by hand"
        raise UsageError(f"no rule takes exactly what is marked: {what}", code="mark", advice=advice)
    kept = () if failures else entry.keeps
    toml = Entry(entry.id, entry.category, entry.scope, entry.why, entry.match, entry.removes, kept).toml()
    if not kept:
        toml += f"# keeps  = [{basic('a sentence that is like it and must stay')}]\n"
    return toml

"""The arguments of every command: one table of parsers, in the language of the user."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, NoReturn

from cleaner.config import ENGINES, FORMATS, LEDGERS, NEAR_DUPLICATES, PAGES, PROFILES, SCRIPTS, SIZES, SPLITS
from cleaner.console import print_text, safe, said, spoken
from cleaner.language import LANGUAGES, wrapped

CHECKING = "cleaner check corpus/ --format sarif --output cleaner.sarif --source-root pages/"
BESIDE = "   |   "  # between two examples
# By setting, what a limit on inputs is, and what it is where nobody says.
LIMITS = {
    "max_file": ("the largest file that is read at once", "64M"),
    "max_line": ("the longest line of JSON Lines", "256M"),
    "max_unpacked": ("what an archive may unpack to", "64G"),
    "max_ratio": ("how many times its own size an archive may unpack to, beyond 64M, or a workbook, beyond 8M", "100"),
    "max_members": ("how many files an archive may hold", "1000000"),
    "max_depth": ("how deep archives may lie within each other", "4"),
}


class _Parser(argparse.ArgumentParser):
    """An argument parser that suggests the subcommand or option that was meant."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False, formatter_class=_Formatter)
        self.register("type", Path, _path)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse what is not known here, and not further up, where the options of all commands are."""
        namespace, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return namespace, unknown

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong, and what was perhaps meant; exit with 2."""
        import difflib

        shown = said(message)
        found = message.split("invalid choice: ")
        if len(found) == 2 and "choose from" in message:
            given = found[1].split("'")[1] if "'" in found[1] else ""
            choices = found[1].partition("choose from ")[2].replace("'", "").rstrip(")").split(", ")
            near = difflib.get_close_matches(given, choices, 1)
            shown += said(f"; did you mean '{near[0]}'?") if near else ""
        if message.startswith("unrecognized arguments: "):
            given = message.split(": ")[1].split()[0]
            near = difflib.get_close_matches(given, sorted(_options(self)), 1)
            shown += said(f"; did you mean {near[0]}?") if near else ""
        self.exit(2, f"{self.prog}: {safe(shown)}\n{said(f'Try `{self.prog} --help`.')}\n")

    def print_help(self, file: Any = None) -> None:
        """Print the help. Raises OSError where it cannot be printed, which argparse itself would pass over."""
        print_text(self.format_help())
        sys.stdout.flush()

    def format_help(self) -> str:
        """Return the help in the language of the user."""
        return "\n".join(said(line) if line.endswith(":") else line for line in super().format_help().split("\n"))


def _name(given: str) -> str:
    """Refuse an empty name, often a variable of the shell that is not set: it would be the current folder."""
    if not given:
        raise argparse.ArgumentTypeError("an empty name")
    return given


def _path(given: str) -> Path:
    return Path(_name(given))


class _Formatter(argparse.HelpFormatter):
    """Breaks lines in Chinese as well, where a character takes two columns and no blanks stand between words."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, said("usage: ").replace("： ", "：") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(text, width)) if spoken() == "zh" else super()._split_lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if BESIDE in text:  # examples, a line each
            from cleaner.commands.columns import width as columns

            first, *others = text.split(BESIDE)
            under = " " * columns(first[: first.index(self._prog.split()[0])])
            return "\n".join([indent + first, *(f"{indent}{under}{example}" for example in others)])
        if spoken() != "zh":
            return super()._fill_text(text, width, indent)
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


def _translate(parser: argparse.ArgumentParser) -> None:
    """Put descriptions, examples and helps of a parser and its subcommands into the language of the user."""
    parser.description = said(parser.description or "")
    parser.epilog = said(parser.epilog or "")
    for action in parser._actions:
        action.help = said(action.help) if action.help else action.help
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                listed.help = said(listed.help or "")
            for subparser in action.choices.values():
                _translate(subparser)


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """Return all options of a parser and its subcommands."""
    found = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found = found.union(*map(_options, action.choices.values()))
    return found


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the command line; ``action`` of what it parses names the command, such as ``rules list``.

    Where ``command`` is one it knows that one alone, as to make all of them takes longer than much of what they do.
    """
    parser = _Parser(
        prog="cleaner",
        description="Turn scraped Chinese speeches into a clean corpus, with a ledger of every character removed.",
        epilog=f"example: cleaner run pages/ --out corpus/{BESIDE}cleaner file page.txt{BESIDE}cleaner explain page.txt",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version of what matters, and exit")
    _add_lang(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    adding = {
        "run": _add_run,
        "merge": _add_merge,
        "file": _add_file,
        "preview": _add_preview,
        "explain": _add_explain,
        "corrections": _add_corrections_command,
        "check": _add_check,
        "audit": _add_audit,
        "report": _add_report,
        "diff": _add_diff,
        "restore": _add_restore,
        "export": _add_export,
        "show": _add_show,
        "dedup": _add_dedup,
        "index": _add_index,
        "rules": _add_rules,
    }
    for add in [adding[command]] if command in adding else adding.values():
        add(commands)
    if spoken() != "en":
        _translate(parser)
    return parser


class _Version(argparse.Action):
    """Prints the versions, which are looked up only when they are asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from cleaner.pipeline import versions_line

        print_text(versions_line())
        parser.exit()


def _add(commands: Any, name: str, help_: str, example: str, *, config: bool = True, phrases: bool = True) -> Any:
    parser = commands.add_parser(name, help=help_, description=help_, epilog=f"example: {example}")
    parser.set_defaults(action=parser.prog.partition(" ")[2])
    if name != "report":  # where it is the page's language too
        _add_lang(parser)
    if config:
        parser.add_argument(
            "--config", type=Path, metavar="FILE", help="settings (default: ./cleaner.toml, if it is there)"
        )
        parser.add_argument(
            "--rules", action="append", metavar="DIR", help="add the rules of a folder or file; repeatable"
        )
        parser.add_argument(
            "--no-builtin-rules",
            dest="builtin_rules",
            action="store_const",
            const=False,
            help="leave the built-in rules out",
        )
    if config and phrases:
        help_ = "a text file of lines to remove wherever one stands by itself; repeatable"
        parser.add_argument("--phrases", action="append", metavar="FILE", help=help_)
    return parser


def _add_lang(parser: Any) -> None:
    help_ = "the language of messages (default: that of LC_ALL, LC_MESSAGES or LANG)"
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=help_)


def _add_allowing(parser: Any) -> None:
    help_ = "let this rule remove much, or a sentence of the keep-set; repeatable"
    parser.add_argument("--allow-rule", dest="allow_rules", action="append", metavar="ID", help=help_)


def _add_cleaning(parser: Any) -> None:
    parser.add_argument("--encoding", help="the encoding of the input, instead of finding it out")
    parser.add_argument("--fallback-encoding", metavar="ENCODING", help="what to take where the encoding is undecided")
    parser.add_argument("--script", choices=SCRIPTS, help="convert the text that comes out (default: keep)")
    parser.add_argument("--split", choices=SPLITS, help="split collections into speeches (default: auto)")
    _add_corrections(parser)
    _add_limits(parser)


def _add_limits(parser: Any) -> None:
    for name, (what, default) in LIMITS.items():
        kind: dict[str, Any] = {"metavar": "SIZE"} if name in SIZES else {"type": int, "metavar": "N"}
        parser.add_argument(f"--{name.replace('_', '-')}", help=f"{what} (default: {default})", **kind)


def _add_corrections(parser: Any) -> None:
    help_ = "a table (.csv or .xlsx) of what single documents should have come out as"
    parser.add_argument("--corrections", metavar="FILE", help=help_)


def _add_metadata(parser: Any) -> None:
    help_ = "a list (.csv or .xlsx) of titles, dates, addresses … of the documents; it goes before what they say"
    parser.add_argument("--metadata", metavar="FILE", help=help_)
    help_ = "the column of the list that names the document: by file name, address or id"
    parser.add_argument("--key", dest="metadata_key", metavar="COLUMN", help=help_)


def _add_pages(parser: Any) -> None:
    help_ = "join a speech that lies in several files, x.txt and x_2.txt, where they say so (default: auto)"
    parser.add_argument("--pages", choices=PAGES, help=help_)


def _add_run(commands: Any) -> None:
    parser = _add(commands, "run", "clean files and folders into a corpus", "cleaner run pages/ --out corpus/")
    parser.add_argument(
        "inputs", nargs="*", metavar="INPUT", help="files, folders, globs or addresses, of any format that is read"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the corpus folder to write")
    _add_cleaning(parser)
    _add_metadata(parser)
    _add_pages(parser)
    parser.add_argument("--near-duplicates", choices=NEAR_DUPLICATES, help="what to do with them (default: drop)")
    help_ = "research drops whole reposts and tags near-duplicates, training drops both; other options go before it"
    parser.add_argument("--profile", choices=tuple(PROFILES), help=help_)
    parser.add_argument("--threshold", type=float, metavar="T", help="similarity from which they count (default: 0.8)")
    _add_against(parser)
    parser.add_argument("--text-field", metavar="NAME", help="the field or column that holds the text")
    parser.add_argument("--format", choices=FORMATS, help="how records are written (default: jsonl)")
    parser.add_argument("--ledger", choices=LEDGERS, help="what the ledger holds (default: full, which restore needs)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: as many as pay)")
    _add_memory(parser)
    _add_engine(parser)
    _add_max_errors(parser)
    _add_allowing(parser)
    _add_growing(parser)
    help_ = "clean only share I of N, below --out, for `cleaner merge`; other machines clean the others"
    parser.add_argument("--shard", metavar="I/N", help=help_)
    _add_outcome(parser)


def _add_merge(commands: Any) -> None:
    help_ = "make the corpus of the shares that `cleaner run --shard` has cleaned"
    parser = _add(commands, "merge", help_, "cleaner merge corpus/", config=False)
    parser.add_argument("out", type=Path, metavar="DIR", help="the corpus folder, with the shares below it")
    _add_corrections(parser)
    parser.add_argument("--metadata", metavar="FILE", help="the list of metadata, where it now lies elsewhere")
    _add_against(parser)
    _add_memory(parser)
    _add_max_errors(parser)
    _add_allowing(parser)
    _add_outcome(parser)


def _add_outcome(parser: Any) -> None:
    parser.add_argument("--restart", action="store_true", help="replace a corpus of other inputs, rules or settings")
    parser.add_argument("--quiet", action="store_true", help="no progress and no summary")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def _add_max_errors(parser: Any) -> None:
    help_ = "listed errors that still count as success (default: 0)"
    parser.add_argument("--max-errors", type=int, metavar="N", help=help_)


def _add_growing(parser: Any) -> None:
    help_ = "add what is new among the inputs to the corpus that is there, made by the same rules and settings"
    parser.add_argument("--update", action="store_true", help=help_)
    help_ = (
        "take a source out of the corpus that is there, or all in a folder, and revive what it displaced; repeatable"
    )
    parser.add_argument("--withdraw", action="append", metavar="NAME", help=help_)
    help_ = "clean the inputs in the batches in which this corpus has grown"
    parser.add_argument("--batches", type=Path, metavar="CORPUS", help=help_)


def _add_file(commands: Any) -> None:
    example = f"cleaner file page.txt --diff{BESIDE}cleaner file *.txt --in-place --backup .raw"
    parser = _add(commands, "file", "clean one file, or several", example)
    parser.add_argument("paths", nargs="+", type=_name, metavar="PATH", help="files or globs, or - for standard input")
    _add_cleaning(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--output", type=Path, metavar="FILE", help="write to a file, all at once, instead of printing")
    help_ = "put the clean text, as UTF-8, in the place of each file; the raw one is kept beside it"
    where.add_argument("--in-place", action="store_true", help=help_)
    where.add_argument("--diff", action="store_true", help="print what would change, line by line, and write nothing")
    help_ = "what the names of raw files that are kept end in (default: .bak; '' keeps none)"
    parser.add_argument("--backup", default=".bak", metavar="SUFFIX", help=help_)
    _add_color(parser)


def _add_color(parser: Any) -> None:
    help_ = "whether to colour what is printed (default: auto, which is on a terminal and without NO_COLOR)"
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=help_)


def _add_preview(commands: Any) -> None:
    help_ = "show what cleaning would do to a sample of pages; nothing is written"
    parser = _add(commands, "preview", help_, "cleaner preview pages/")
    parser.add_argument("inputs", nargs="+", type=_name, metavar="INPUT", help="files, folders or globs, as for run")
    parser.add_argument("--sample", type=int, default=20, metavar="N", help="how many pages (default: 20)")
    parser.add_argument(
        "--lines", type=int, default=3, metavar="N", help="first and last lines to show of each (default: 3)"
    )
    _add_cleaning(parser)
    _add_metadata(parser)
    _add_pages(parser)
    parser.add_argument("--text-field", metavar="NAME", help="the field or column that holds the text")


def _add_explain(commands: Any) -> None:
    help_ = "show the raw text with what goes, what comes, and why"
    parser = _add(commands, "explain", help_, "cleaner explain page.txt --line 3")
    parser.add_argument("path", type=_name, metavar="PATH", help="a file, or - for standard input")
    parser.add_argument("--line", type=int, metavar="N", help="only this line (from 1)")
    _add_cleaning(parser)


def _add_corrections_command(commands: Any) -> None:
    help_ = "tie the rows of a table of corrections to the texts that they are about, and say which are out of date"
    example = "cleaner corrections corrections.csv pages/"
    parser = _add(commands, "corrections", help_, example)
    parser.add_argument("corrections", type=_name, metavar="FILE", help="the table; its column sha256 is filled in")
    parser.add_argument("inputs", nargs="+", type=_name, metavar="INPUT", help="files, folders or globs, as for run")
    parser.add_argument("--text-field", metavar="NAME", help="the field or column that holds the text")
    parser.add_argument("--encoding", help="the encoding of the input, instead of finding it out")
    parser.add_argument("--fallback-encoding", metavar="ENCODING", help="what to take where the encoding is undecided")
    parser.add_argument("--split", choices=SPLITS, help="split collections into speeches (default: auto)")


def _add_check(commands: Any) -> None:
    help_ = "the data check: exit 0 if the corpus is as it should be, else 1"
    parser = _add(commands, "check", help_, f"cleaner check corpus/{BESIDE}{CHECKING}")
    parser.add_argument("corpus", type=_name, metavar="DIR", help="a corpus folder")
    _add_corrections(parser)
    parser.add_argument(
        "--min-characters", dest="check_min_characters", type=int, metavar="N", help="a shorter record is short"
    )
    for name, what in (
        ("chrome", "paragraphs with chrome left"),
        ("short", "empty or short records"),
        ("damaged", "damaged records"),
        ("near-duplicates", "near-duplicate paragraphs left"),
    ):
        target = f"check_max_{name.replace('-', '_')}"
        parser.add_argument(f"--max-{name}", dest=target, type=float, metavar="SHARE", help=f"allowed share of {what}")
    help_ = "a file of figures that the corpus may only better; they go before the allowed shares"
    parser.add_argument("--baseline", dest="check_baseline", metavar="FILE", help=help_)
    help_ = "write the baseline: figures that are better now are lowered, none is raised"
    parser.add_argument("--update-baseline", action="store_true", help=help_)
    help_ = "how to tell the outcome (default: text)"
    parser.add_argument("--format", choices=("text", "json", "junit", "github", "sarif"), default="text", help=help_)
    help_ = "write the outcome to a file, all at once, and tell it in words as well"
    parser.add_argument("--output", type=Path, metavar="FILE", help=help_)
    help_ = "the folder that was cleaned, as findings are to name it: pages/ makes a.txt pages/a.txt"
    parser.add_argument("--source-root", default="", metavar="DIR", help=help_)
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    parser.add_argument("--json", action="store_const", dest="format", const="json", help="the same as --format json")


def _add_audit(commands: Any) -> None:
    help_ = "draw a sheet of what was removed and kept, for a person to mark; read it back"
    example = "cleaner audit corpus/ --out 抽检.xlsx, mark 对 or 错, then cleaner audit --read 抽检.xlsx"
    parser = _add(commands, "audit", help_, example)
    parser.add_argument(
        "inputs", nargs="*", metavar="CORPUS", type=_name, help="a corpus folder, or files and folders as for run"
    )
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="how many rows (default: 200)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed draws other rows (default: 0)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the sheet to write: .xlsx or .csv")
    parser.add_argument("--read", type=Path, metavar="FILE", help="a marked sheet, to count")
    _add_cleaning(parser)
    _add_pages(parser)
    parser.add_argument("--text-field", metavar="NAME", help="the field or column that holds the text")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _add_report(commands: Any) -> None:
    help_ = "make the report of a corpus again: one page that needs no network"
    parser = _add(commands, "report", help_, "cleaner report corpus/ --to report.html", config=False)
    parser.add_argument("corpus", type=_name, metavar="DIR", help="a corpus folder")
    help_ = "the file to write: a page, or the figures as .json (default: report.html here)"
    parser.add_argument("--to", type=Path, default=Path("report.html"), metavar="FILE", help=help_)
    parser.add_argument("--lang", choices=("zh", "en"), help="the page's language (default: the browser's)")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def _add_diff(commands: Any) -> None:
    help_ = "show what two runs over the same pages do differently: exit 0 if nothing, else 1"
    parser = _add(commands, "diff", help_, "cleaner diff corpus-old/ corpus/", config=False)
    parser.add_argument("old", type=_name, metavar="OLD", help="a corpus folder")
    parser.add_argument("new", type=_name, metavar="NEW", help="another one: by other rules, settings or versions")
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    parser.add_argument("--json", action="store_true", help="print the difference as JSON")


def _add_restore(commands: Any) -> None:
    help_ = "write the raw files again, byte for byte"
    parser = _add(commands, "restore", help_, "cleaner restore corpus/ --to raw/", config=False)
    parser.add_argument("corpus", type=_name, metavar="DIR", help="a corpus folder")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def _add_export(commands: Any) -> None:
    help_ = "write a finished corpus in another form or variant, without cleaning again"
    parser = _add(commands, "export", help_, "cleaner export corpus/ --to antconc --out antconc/", config=False)
    parser.add_argument("corpus", type=_name, metavar="DIR", help="a corpus folder")
    parser.add_argument("--to", required=True, choices=FORMATS, help="the form, as the formats of run")
    parser.add_argument("--out", required=True, type=Path, metavar="PATH", help="the folder to write: new, or empty")
    help_ = "another variant than that of the corpus; of one made with keep there is no other"
    parser.add_argument("--near-duplicates", choices=NEAR_DUPLICATES, help=help_)
    parser.add_argument(
        "--script", choices=SCRIPTS, help="convert the text of a corpus that was made with --script keep"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def _add_show(commands: Any) -> None:
    parser = commands.add_parser("show", help="show the text that was removed")
    _add_lang(parser)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    help_ = "show all text that went, with where it stood and why it went, in one stream"
    removed = _add(actions, "removed", help_, "cleaner show removed corpus/ --category related")
    removed.add_argument(
        "inputs", nargs="+", type=_name, metavar="CORPUS", help="a corpus folder, or files and folders as for run"
    )
    removed.add_argument("--rule", metavar="ID", help="only what this rule took")
    removed.add_argument("--site", metavar="NAME", help="only of this site: a host, a site's name, or a folder")
    removed.add_argument("--category", metavar="NAME", help="only this category")
    removed.add_argument("--source", metavar="GLOB", help="only of files whose name fits")
    removed.add_argument("--context", type=int, default=0, metavar="N", help="characters before and after (default: 0)")
    _add_cleaning(removed)
    _add_pages(removed)
    removed.add_argument("--text-field", metavar="NAME", help="the field or column that holds the text")
    removed.add_argument("--json", action="store_true", help="print an object a line")


def _add_dedup(commands: Any) -> None:
    help_ = "find near-duplicates among records that are clean already, and write who repeats whom"
    example = "cleaner dedup texts.jsonl --out duplicates.jsonl --write unique.jsonl"
    parser = _add(commands, "dedup", help_, example, config=False)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="JSON Lines (.jsonl, .jsonl.gz, .zst, .bz2, .xz) or Parquet"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write, a line a pair")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the records that survive, as JSON Lines")
    _add_against(parser)
    _add_fields(parser)
    parser.add_argument("--threshold", type=float, metavar="T", help="similarity from which they count (default: 0.8)")
    parser.add_argument("--quiet", action="store_true", help="no progress and no summary")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def _add_index(commands: Any) -> None:
    parser = commands.add_parser("index", help="make references ready for every search that compares with them")
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    help_ = "write an index of references, for --against"
    example = "cleaner index build evaluation.jsonl --unit paragraph --out evaluation.index"
    build = _add(actions, "build", help_, example, config=False)
    build.add_argument("references", nargs="+", type=Path, metavar="REFERENCE", help="records, or a corpus folder")
    build.add_argument("--out", required=True, type=Path, metavar="INDEX", help="the file to write")
    _add_fields(build)
    build.add_argument("--quiet", action="store_true", help="no progress and no summary")


def _add_fields(parser: Any) -> None:
    parser.add_argument("--field", default="text", metavar="NAME", help="the field of the text (default: text)")
    parser.add_argument("--id", default="id", metavar="NAME", help="the field of the id (default: id)")
    parser.add_argument(
        "--unit",
        choices=("record", "paragraph"),
        default="record",
        help="compare whole texts, or each line of them (default: record)",
    )
    _add_memory(parser)
    parser.add_argument("--workers", type=int, metavar="N", help="threads (default: as many as there are processors)")


def _add_against(parser: Any) -> None:
    help_ = "records, a corpus folder, or an index of them, that are only compared with: what repeats them goes"
    parser.add_argument("--against", action="extend", nargs="+", type=_name, metavar="REFERENCE", help=help_)


def _add_engine(parser: Any) -> None:
    help_ = "what it runs on: this machine, or Spark as Spark's own settings say (default: local)"
    parser.add_argument("--engine", choices=ENGINES, help=help_)
    help_ = "partitions on Spark (default: as many as pay)"
    parser.add_argument("--partitions", type=int, metavar="N", help=help_)


def _add_memory(parser: Any) -> None:
    help_ = "what the search may use before it takes to the disk, such as 512M (default: 1G)"
    parser.add_argument("--memory", metavar="SIZE", help=help_)


def _add_rules(commands: Any) -> None:
    parser = commands.add_parser("rules", help="list, test, lint, write and suggest rules")
    _add_lang(parser)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = _add(actions, "list", "list the rules", "cleaner rules list --hits pages/")
    listing.add_argument("inputs", nargs="*", type=_name, metavar="INPUT", help="the same as --hits INPUT")
    listing.add_argument(
        "--hits",
        type=_name,
        action="append",
        default=[],
        metavar="INPUT",
        help="show what each rule takes out of these; repeatable",
    )
    listing.add_argument("--json", action="store_true", help="print as JSON")
    testing = _add(actions, "test", "hold rules to their examples", "cleaner rules test my-rules/site.toml")
    testing.add_argument("file", nargs="?", type=_name, metavar="FILE", help="only the rules of this file or folder")
    _add_allowing(testing)
    help_ = "find rules that load and yet are not what their authors mean"
    linting = _add(actions, "lint", help_, "cleaner rules lint my-rules/site.toml", phrases=False)
    linting.add_argument("file", nargs="?", type=_name, metavar="FILE", help="only the rules of this file or folder")
    help_ = "make a rule from a line in which [-...-] marks what is to go"
    new = _add(actions, "new", help_, "cleaner rules new '[-责任编辑：李某-]'", config=False)
    new.add_argument("line", nargs="?", metavar="LINE", help="the marked line (default: standard input)")
    new.add_argument("--id", metavar="ID", help="the rule's id, instead of a made-up one")
    help_ = "draft rules for what recurs in a corpus and no rule takes yet; nothing is applied"
    suggesting = _add(actions, "suggest", help_, "cleaner rules suggest pages/ --output drafts/")
    suggesting.add_argument(
        "inputs", nargs="+", type=_name, metavar="CORPUS", help="raw files and folders, or a corpus folder"
    )
    suggesting.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write to a .toml file, or a file a site to a folder, instead of printing",
    )
    suggesting.add_argument(
        "--share", type=float, default=0.2, metavar="S", help="least share of a site's documents (default: 0.2)"
    )

"""The command line: arguments to one public function, its answer to paper, errors to exit codes.

Exit codes: 0 fine; 1 findings, or more listed errors than --max-errors; 2 could not run; 3 a bug of ours; 4 refused;
130 and 143 interrupted.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cleaner.config import (
    FORMATS,
    LEDGERS,
    NEAR_DUPLICATES,
    PAGES,
    PROFILES,
    SCRIPTS,
    SPLITS,
    Config,
    load_config,
)
from cleaner.errors import CleanerError, InputError, UsageError
from cleaner.language import LANGUAGES, language_of, said, told, wrapped

if TYPE_CHECKING:
    from cleaner.commands.findings.baseline import Baseline
    from cleaner.commands.findings.outcome import Report
    from cleaner.model import Cleaned

BUG = 3
_language = "en"  # of messages; main says which
BUG_CODE = "bug"  # of a row of errors.jsonl
INTERRUPTED = 130
CHECKING = "cleaner check corpus/ --format sarif --output cleaner.sarif --source-root pages/"
BESIDE = "   |   "  # between two examples
OF_A_FILE = ("no-file", "not-a-file", "many", "in-place", "backup", "output")  # codes of what is wrong with one file


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    global _language
    _open_streams()
    _language = language_of(sys.argv[1:] if argv is None else argv, os.environ, _system_language())
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.action(arguments)
        sys.stdout.flush()
    except CleanerError as error:
        _complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except ModuleNotFoundError as error:
        _complain(f"{error.name} is not installed; install all that is needed: pip install speech-cleaner")
        return UsageError.exit_code
    except BrokenPipeError:  # whoever read our output has had enough
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        place = os.fsdecode(error.filename) if error.filename else _said("standard output")
        _complain(UsageError(error.strerror or str(error), file=place))
        return UsageError.exit_code
    except MemoryError:
        _complain("there is not enough memory; give it more, or use fewer --workers")
        return UsageError.exit_code
    except Exception:
        traceback.print_exc()
        _complain("this is a bug; please report it with the lines above")
        return BUG
    return code


def _terminate(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _system_language() -> str:
    """Return the locale of Windows, which sets no variables."""
    import locale

    return (locale.getlocale()[0] or "") if os.name == "nt" else ""


def _said(text: str) -> str:
    """Return a message in the language of the user."""
    return said(text, _language)


def _complain(what: str | CleanerError) -> None:
    text = told(what, _language) if isinstance(what, CleanerError) else _said(what)
    sys.stderr.write(f"cleaner: {_safe(text)}\n")


def _drop_output() -> None:
    """Let what could not be written be: Python would try once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """Write UTF-8 whatever the locale is; what no encoding can write is escaped. A stream that is closed is empty."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            own = os.name == "nt" and stream.isatty()  # a console there may know cp936 alone
            stream.reconfigure(encoding=stream.encoding if own else "utf-8", errors="backslashreplace")


def _safe(text: str) -> str:
    """Return ``text`` with control and direction characters escaped: a file's name must not play with a terminal."""
    return "".join(
        c if c.isprintable() or c in "\n\t \u3000\xa0" else c.encode("unicode_escape").decode() for c in text
    )


class _Parser(argparse.ArgumentParser):
    """An argument parser that suggests the subcommand or option that was meant."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False, formatter_class=_Formatter)

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong, and what was perhaps meant; exit with 2."""
        shown = _said(message)
        found = message.split("invalid choice: ")
        if len(found) == 2 and "choose from" in message:
            given = found[1].split("'")[1] if "'" in found[1] else ""
            choices = found[1].partition("choose from ")[2].replace("'", "").rstrip(")").split(", ")
            near = difflib.get_close_matches(given, choices, 1)
            shown += _said(f"; did you mean '{near[0]}'?") if near else ""
        if message.startswith("unrecognized arguments: "):
            given = message.split(": ")[1].split()[0]
            near = difflib.get_close_matches(given, sorted(_options(self)), 1)
            shown += _said(f"; did you mean {near[0]}?") if near else ""
        self.exit(2, f"{self.prog}: {_safe(shown)}\n{_said(f'Try `{self.prog} --help`.')}\n")

    def format_help(self) -> str:
        """Return the help in the language of the user."""
        return "\n".join(_said(line) if line.endswith(":") else line for line in super().format_help().split("\n"))


class _Formatter(argparse.HelpFormatter):
    """Breaks lines in Chinese as well, where a character takes two columns and no blanks stand between words."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, _said("usage: ").replace("： ", "：") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(text, width)) if _language == "zh" else super()._split_lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if BESIDE in text:  # examples, a line each
            from cleaner.commands.columns import width as columns

            first, *others = text.split(BESIDE)
            under = " " * columns(first[: first.index(self._prog.split()[0])])
            return "\n".join([indent + first, *(f"{indent}{under}{example}" for example in others)])
        if _language != "zh":
            return super()._fill_text(text, width, indent)
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


def _translate(parser: argparse.ArgumentParser) -> None:
    """Put descriptions, examples and helps of a parser and its subcommands into the language of the user."""
    parser.description = _said(parser.description or "")
    parser.epilog = _said(parser.epilog or "")
    for action in parser._actions:
        action.help = _said(action.help) if action.help else action.help
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                listed.help = _said(listed.help or "")
            for subparser in action.choices.values():
                _translate(subparser)


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """Return all options of a parser and its subcommands."""
    found = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found = found.union(*map(_options, action.choices.values()))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cleaner",
        description="Turn scraped Chinese speeches into a clean corpus, with a ledger of every character removed.",
        epilog=f"example: cleaner run pages/ --out corpus/{BESIDE}cleaner file page.txt{BESIDE}cleaner explain page.txt",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version of what matters, and exit")
    _add_lang(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_file(commands)
    _add_preview(commands)
    _add_explain(commands)
    _add_corrections_command(commands)
    _add_check(commands)
    _add_audit(commands)
    _add_report(commands)
    _add_diff(commands)
    _add_restore(commands)
    _add_export(commands)
    _add_show(commands)
    _add_dedup(commands)
    _add_index(commands)
    _add_rules(commands)
    if _language != "en":
        _translate(parser)
    return parser


class _Version(argparse.Action):
    """Prints the versions, which are looked up only when they are asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from cleaner.pipeline import versions_line

        _print(versions_line())
        parser.exit()


def _add(
    commands: Any, name: str, action: Any, help_: str, example: str, *, config: bool = True, phrases: bool = True
) -> Any:
    parser = commands.add_parser(name, help=help_, description=help_, epilog=f"example: {example}")
    parser.set_defaults(action=action)
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
    parser = _add(commands, "run", _run, "clean files and folders into a corpus", "cleaner run pages/ --out corpus/")
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="files, folders or globs, of any format that is read"
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
    parser.add_argument(
        "--max-errors", type=int, metavar="N", help="listed errors that still count as success (default: 0)"
    )
    _add_allowing(parser)
    parser.add_argument("--restart", action="store_true", help="replace a corpus of other inputs, rules or settings")
    parser.add_argument("--quiet", action="store_true", help="no progress and no summary")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def _add_file(commands: Any) -> None:
    example = f"cleaner file page.txt --diff{BESIDE}cleaner file *.txt --in-place --backup .raw"
    parser = _add(commands, "file", _file, "clean one file, or several", example)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files or globs, or - for standard input")
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
    parser = _add(commands, "preview", _preview, help_, "cleaner preview pages/")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or globs, as for run")
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
    parser = _add(commands, "explain", _explain, help_, "cleaner explain page.txt --line 3")
    parser.add_argument("path", metavar="PATH", help="a file, or - for standard input")
    parser.add_argument("--line", type=int, metavar="N", help="only this line (from 1)")
    _add_cleaning(parser)


def _add_corrections_command(commands: Any) -> None:
    help_ = "tie the rows of a table of corrections to the texts that they are about, and say which are out of date"
    example = "cleaner corrections corrections.csv pages/"
    parser = _add(commands, "corrections", _corrections, help_, example)
    parser.add_argument("corrections", metavar="FILE", help="the table; its column sha256 is filled in")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or globs, as for run")
    parser.add_argument("--text-field", metavar="NAME", help="the field or column that holds the text")
    parser.add_argument("--encoding", help="the encoding of the input, instead of finding it out")
    parser.add_argument("--fallback-encoding", metavar="ENCODING", help="what to take where the encoding is undecided")
    parser.add_argument("--split", choices=SPLITS, help="split collections into speeches (default: auto)")


def _add_check(commands: Any) -> None:
    help_ = "the data check: exit 0 if the corpus is as it should be, else 1"
    parser = _add(commands, "check", _check, help_, f"cleaner check corpus/{BESIDE}{CHECKING}")
    parser.add_argument("corpus", metavar="DIR", help="a corpus folder")
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
    parser = _add(commands, "audit", _audit, help_, example)
    parser.add_argument("inputs", nargs="*", metavar="CORPUS", help="a corpus folder, or files and folders as for run")
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
    parser = _add(commands, "report", _report, help_, "cleaner report corpus/ --to report.html", config=False)
    parser.add_argument("corpus", metavar="DIR", help="a corpus folder")
    help_ = "the file to write: a page, or the figures as .json (default: report.html here)"
    parser.add_argument("--to", type=Path, default=Path("report.html"), metavar="FILE", help=help_)
    parser.add_argument("--lang", choices=("zh", "en"), help="the page's language (default: the browser's)")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def _add_diff(commands: Any) -> None:
    help_ = "show what two runs over the same pages do differently: exit 0 if nothing, else 1"
    parser = _add(commands, "diff", _diff, help_, "cleaner diff corpus-old/ corpus/", config=False)
    parser.add_argument("old", metavar="OLD", help="a corpus folder")
    parser.add_argument("new", metavar="NEW", help="another one: by other rules, settings or versions")
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    parser.add_argument("--json", action="store_true", help="print the difference as JSON")


def _add_restore(commands: Any) -> None:
    help_ = "write the raw files again, byte for byte"
    parser = _add(commands, "restore", _restore, help_, "cleaner restore corpus/ --to raw/", config=False)
    parser.add_argument("corpus", metavar="DIR", help="a corpus folder")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def _add_export(commands: Any) -> None:
    help_ = "write a finished corpus in another form or variant, without cleaning again"
    parser = _add(
        commands, "export", _export, help_, "cleaner export corpus/ --to antconc --out antconc/", config=False
    )
    parser.add_argument("corpus", metavar="DIR", help="a corpus folder")
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
    removed = _add(actions, "removed", _show_removed, help_, "cleaner show removed corpus/ --category related")
    removed.add_argument("inputs", nargs="+", metavar="CORPUS", help="a corpus folder, or files and folders as for run")
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
    parser = _add(commands, "dedup", _dedup, help_, example, config=False)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON Lines (.jsonl, .jsonl.gz) or Parquet")
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
    build = _add(actions, "build", _index_build, help_, example, config=False)
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
    parser.add_argument("--against", action="extend", nargs="+", metavar="REFERENCE", help=help_)


def _add_memory(parser: Any) -> None:
    help_ = "what the search may use before it takes to the disk, such as 512M (default: 1G)"
    parser.add_argument("--memory", metavar="SIZE", help=help_)


def _add_rules(commands: Any) -> None:
    parser = commands.add_parser("rules", help="list, test, lint, write and suggest rules")
    _add_lang(parser)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = _add(actions, "list", _rules_list, "list the rules", "cleaner rules list --hits pages/")
    listing.add_argument("inputs", nargs="*", metavar="INPUT", help="the same as --hits INPUT")
    listing.add_argument(
        "--hits",
        action="append",
        default=[],
        metavar="INPUT",
        help="show what each rule takes out of these; repeatable",
    )
    listing.add_argument("--json", action="store_true", help="print as JSON")
    testing = _add(
        actions, "test", _rules_test, "hold rules to their examples", "cleaner rules test my-rules/site.toml"
    )
    testing.add_argument("file", nargs="?", metavar="FILE", help="only the rules of this file or folder")
    _add_allowing(testing)
    help_ = "find rules that load and yet are not what their authors mean"
    linting = _add(actions, "lint", _rules_lint, help_, "cleaner rules lint my-rules/site.toml", phrases=False)
    linting.add_argument("file", nargs="?", metavar="FILE", help="only the rules of this file or folder")
    help_ = "make a rule from a line in which [-...-] marks what is to go"
    new = _add(actions, "new", _rules_new, help_, "cleaner rules new '[-责任编辑：李某-]'", config=False)
    new.add_argument("line", nargs="?", metavar="LINE", help="the marked line (default: standard input)")
    new.add_argument("--id", metavar="ID", help="the rule's id, instead of a made-up one")
    help_ = "draft rules for what recurs in a corpus and no rule takes yet; nothing is applied"
    suggesting = _add(actions, "suggest", _rules_suggest, help_, "cleaner rules suggest pages/ --output drafts/")
    suggesting.add_argument("inputs", nargs="+", metavar="CORPUS", help="raw files and folders, or a corpus folder")
    suggesting.add_argument(
        "--output", metavar="FILE", help="write to a .toml file, or a file a site to a folder, instead of printing"
    )
    suggesting.add_argument(
        "--share", type=float, default=0.2, metavar="S", help="least share of a site's documents (default: 0.2)"
    )


def _config(arguments: argparse.Namespace) -> Config:
    from dataclasses import fields

    names = ("profile", *(field.name for field in fields(Config)))
    given = {name: getattr(arguments, name, None) for name in names}
    if arguments.action in (_file, _check):  # theirs says how to print
        given["format"] = None
    return load_config(arguments.config, given)


def _run(arguments: argparse.Namespace) -> int:
    from cleaner.commands.run import progress_on, run, summary_lines
    from cleaner.document.corrections import STALE

    config = _config(arguments)
    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=_said)
    summary = run(arguments.inputs, arguments.out, config, restart=arguments.restart, progress=progress)
    if arguments.json:
        _print(json.dumps(dict(summary.counts), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        _tell("\n".join(summary_lines(summary, str(arguments.out))))
        if summary.counts["mostly_chrome"]:
            _tell(f"  {summary.counts['mostly_chrome']:,} mostly chrome: see {arguments.out}/errors.jsonl")
        if config.corrections is not None:
            applied, missed = summary.counts["corrections"], summary.counts["stale_corrections"]
            _tell(f"  corrections: {applied:,} rows applied, {missed:,} not")
    for row in summary.errors:
        if row["status"] == STALE:
            _complain(InputError(row["message"], file=row["file"], line=row["line"], advice=row["advice"]))
    if any(row["code"] == BUG_CODE for row in summary.errors):
        _complain(f"{arguments.out}/errors.jsonl lists bugs of ours; please report them, with the files")
        return BUG
    return 1 if summary.failures > config.max_errors else 0


def _file(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rewriting import expanded

    config, paths = _config(arguments), expanded(arguments.paths)
    if arguments.format == "json" and (arguments.in_place or arguments.diff):
        raise UsageError("--format json is for printing", code="format", advice="leave --in-place and --diff out")
    if arguments.output is not None and len(paths) > 1:
        advice = "use --in-place, or `cleaner run --format text`"
        raise UsageError(f"{len(paths)} files do not go into one", code="output", advice=advice)
    if len(paths) == 1:
        return _one_file(paths[0], arguments, config)
    codes: list[int] = []
    for path in paths:
        try:
            codes.append(_one_file(path, arguments, config, heading=f"==> {path} <==\n"))
        except CleanerError as error:
            if not isinstance(error, InputError) and error.code not in OF_A_FILE:
                raise  # what is wrong with settings or rules is wrong for all files
            _complain(error)
            codes.append(error.exit_code)
    return max(codes)


def _one_file(path: str, arguments: argparse.Namespace, config: Config, *, heading: str = "") -> int:
    from cleaner.commands.file import clean_file, to_json
    from cleaner.commands.rewriting import refuse_rewriting

    if arguments.in_place:
        refuse_rewriting(path)
    stale: list[InputError] = []
    cleaned = clean_file(path, config, stale=stale)
    shown = json.dumps(to_json(cleaned), ensure_ascii=False) if arguments.format == "json" else cleaned.text
    for error in stale:
        _complain(error)
    if not cleaned.speeches:
        place = f"{path}: " if heading else ""
        _complain(f"{place}nothing is left of it: it is all chrome; see `cleaner explain`")
    if arguments.diff:
        _print_diff(cleaned, path, arguments.color)
    elif arguments.in_place:
        _rewrite(cleaned, path, arguments.backup)
    elif arguments.output is None:
        _print(shown if arguments.format == "json" else f"{_safe(heading)}{shown}")
    else:
        write_atomically(arguments.output, f"{shown}\n".encode("utf-8", "replace"))
    return 0 if cleaned.speeches else 1


def _print_diff(cleaned: Cleaned, path: str, when: str) -> None:
    from cleaner.commands.colours import colour_on
    from cleaner.commands.rewriting import diff_lines

    colour = colour_on(sys.stdout, when=when)
    shown = _safe if colour or sys.stdout.isatty() else str  # a patch is what it is
    for line in diff_lines(cleaned, path, shown, colour=colour):
        _print(line)


def _rewrite(cleaned: Cleaned, path: str, suffix: str) -> None:
    """Put the clean text in the place of a file, unless nothing is left of it, or it is clean already."""
    from cleaner.commands.rewriting import clean_bytes, keep_raw

    target, data = Path(path).resolve(), clean_bytes(cleaned)
    if not cleaned.speeches or target.read_bytes() == data:
        _tell(f"{path}: left as it is")
        return
    backup = keep_raw(target, suffix) if suffix else None
    try:
        write_atomically(target, data)
    except UsageError:
        if backup is not None:
            backup.unlink()
        raise
    kept = "" if backup is None else f"; the raw file is {backup.name}"
    _tell(f"{path}: {len(cleaned.document.text):,} characters before, {len(cleaned.text):,} after{kept}")


def _preview(arguments: argparse.Namespace) -> int:
    import shutil

    from cleaner.commands.colours import colour_on
    from cleaner.commands.preview import PLAIN_COLUMNS, preview, preview_lines

    failed: list[InputError] = []
    pages = preview(arguments.inputs, _config(arguments), sample=arguments.sample, failed=failed)
    columns = shutil.get_terminal_size((PLAIN_COLUMNS, 24)).columns if sys.stdout.isatty() else PLAIN_COLUMNS
    colour = colour_on(sys.stdout)
    for line in preview_lines(pages, lines=arguments.lines, columns=columns, colour=colour, said=_said):
        _print(line)  # made printable already; colours are control characters
    for error in failed:
        _complain(error)
    return 0 if pages else 1


def _explain(arguments: argparse.Namespace) -> int:
    from cleaner.commands.explain import explain

    stale: list[InputError] = []
    _show(explain(arguments.path, _config(arguments), line=arguments.line, stale=stale))
    for error in stale:
        _complain(error)
    return 0


def _corrections(arguments: argparse.Namespace) -> int:
    from cleaner.commands.corrections import bind, bound_lines

    path = Path(arguments.corrections)
    bound = bind(path, arguments.inputs, _config(arguments))
    if bound.table is not None:
        write_atomically(path, bound.table)
    for error in (*bound.failed, *bound.stale):
        _complain(error)
    _tell("\n".join(bound_lines(bound, arguments.corrections)))
    return 1 if bound.stale else 0


def _check(arguments: argparse.Namespace) -> int:
    from cleaner.commands.check import check
    from cleaner.commands.findings import WRITERS
    from cleaner.commands.findings.baseline import read_baseline

    config = _config(arguments)
    file = None if config.check_baseline is None else Path(config.check_baseline)
    if arguments.update_baseline and file is None:
        raise UsageError("which baseline is to be written?", code="baseline", advice="name it with --baseline FILE")
    new = arguments.update_baseline and file is not None and not file.exists()
    baseline = {} if file is None or new else read_baseline(file)
    report = check(arguments.corpus, config, baseline=baseline, root=arguments.source_root)
    if file is not None and arguments.update_baseline:
        report = _ratchet(file, report, baseline)
    form = arguments.format
    if arguments.output is not None:
        told = WRITERS[form](report, arguments.corpus)
        write_atomically(arguments.output, told.encode("utf-8", "replace"))
        form = "text"
    if not arguments.quiet:
        (_tell if form == "text" else _print)(WRITERS[form](report, arguments.corpus))
    return 0 if report.passed else 1


def _ratchet(file: Path, report: Report, baseline: Baseline) -> Report:
    """Write what the corpus betters; return the outcome as the new baseline sees it, which new figures cannot fail."""
    from cleaner.commands.findings.baseline import held_against, ratcheted, read_baseline

    data = ratcheted(report, baseline)
    if not file.exists() or file.read_bytes() != data:
        write_atomically(file, data)
    return held_against(report, read_baseline(file))


def _audit(arguments: argparse.Namespace) -> int:
    from cleaner.commands.audit import audit, outcome_json, outcome_lines, read_audit, sheet_json, sheet_lines, to_file

    out, config = arguments.out, _config(arguments)
    if arguments.read is not None:
        if arguments.inputs or out is not None:
            raise UsageError("--read goes by itself", code="audit", advice="name only the marked sheet")
        outcome = read_audit(arguments.read)
        as_json, lines = outcome_json(outcome), outcome_lines(outcome)
    else:
        if not arguments.inputs or out is None:
            advice = "name a corpus and --out FILE, or --read FILE for a sheet that is marked"
            raise UsageError("what is to be audited?", code="audit", advice=advice)
        if out.exists():
            raise UsageError("is there already", code="output", file=str(out), advice="it may be marked: name another")
        failed: list[InputError] = []
        sheet = audit(arguments.inputs, config, sample=arguments.sample, seed=arguments.seed, failed=failed)
        write_atomically(out, to_file(sheet, out.suffix))
        for error in failed:
            _complain(error)
        as_json, lines = sheet_json(sheet), sheet_lines(sheet, str(out))
    if arguments.json:
        _print(json.dumps(as_json, ensure_ascii=False, indent=1))
    else:
        _tell("\n".join(lines))
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from cleaner.commands.report import report
    from cleaner.commands.showing import progress_on

    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=_said)
    data = report(arguments.corpus, arguments.to, arguments.lang, progress=progress)
    write_atomically(arguments.to, data)
    if not arguments.quiet:
        _tell(f"{arguments.to}: {len(data):,} bytes; open it in a browser")
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from cleaner.commands.diff import diff, difference_json, difference_lines

    difference = diff(arguments.old, arguments.new)
    if arguments.json:
        _print(json.dumps(difference_json(difference), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        _tell("\n".join(difference_lines(difference)))
    return 0 if difference.same else 1


def _restore(arguments: argparse.Namespace) -> int:
    from cleaner.commands.restore import restore

    restored = restore(arguments.corpus, arguments.to)
    if not arguments.quiet:
        _tell(f"{arguments.to}: {len(restored.files)} files restored, each the same as the file that was read")
        for source in restored.absent:
            _tell(f"  not in the corpus, because it was not cleaned (see errors.jsonl): {source}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from cleaner.commands.export import export, exported_lines

    variant = {"near_duplicates": arguments.near_duplicates, "script": arguments.script}
    exported = export(arguments.corpus, arguments.to, arguments.out, **variant)
    if not arguments.quiet:
        _tell("\n".join(exported_lines(exported, str(arguments.out))))
    return 0


def _show_removed(arguments: argparse.Namespace) -> int:
    from cleaner.commands.show import Wanted, removed, removed_json, removed_line

    failed: list[InputError] = []
    wanted = Wanted(arguments.rule, arguments.site, arguments.category, arguments.source, arguments.context)
    for piece in removed(arguments.inputs, wanted, _config(arguments), failed=failed):
        _show(removed_json(piece) if arguments.json else removed_line(piece))
    for error in failed:
        _complain(error)
    return 1 if failed else 0


def _dedup(arguments: argparse.Namespace) -> int:
    from cleaner.commands.dedup import Dedup, dedup, outcome_json, outcome_lines
    from cleaner.commands.showing import progress_on

    given = {name: getattr(arguments, name) for name in ("threshold", "memory", "workers")}
    config = load_config(None, given)
    settings = Dedup(arguments.field, arguments.id, arguments.unit, config.threshold, config.memory, config.workers)
    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=_said)
    outcome = dedup(
        arguments.files,
        arguments.out,
        settings,
        write=arguments.write,
        against=[Path(place) for place in arguments.against or ()],
        progress=progress,
    )
    for error in outcome.errors:
        _complain(error)
    if arguments.json:
        _print(json.dumps(outcome_json(outcome), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        _tell("\n".join(outcome_lines(outcome, str(arguments.out))))
    return 1 if len(outcome.errors) > config.max_errors else 0


def _index_build(arguments: argparse.Namespace) -> int:
    from cleaner.commands.dedup import Dedup
    from cleaner.commands.index import build, built_lines
    from cleaner.commands.showing import progress_on

    config = load_config(None, {name: getattr(arguments, name) for name in ("memory", "workers")})
    settings = Dedup(arguments.field, arguments.id, arguments.unit, memory=config.memory, workers=config.workers)
    progress = progress_on(sys.stderr, quiet=arguments.quiet)
    built = build(arguments.references, arguments.out, settings, progress=progress)
    for error in built.errors:
        _complain(error)
    if not arguments.quiet:
        _tell("\n".join(built_lines(built, str(arguments.out))))
    return 1 if len(built.errors) > config.max_errors else 0


def _rules_list(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import list_rules, rules_json, rules_lines

    inputs = [*arguments.inputs, *arguments.hits]
    listed = list_rules(_config(arguments), inputs)
    if arguments.json:
        _print(json.dumps(rules_json(listed), ensure_ascii=False, indent=1))
    else:
        _tell("\n".join(rules_lines(listed, counted=bool(inputs))))
    return 0


def _rules_test(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import check_rules, failure_lines
    from cleaner.commands.rules.keeping import check_keep_set, touch_lines

    config = _config(arguments)
    count, failures = check_rules(config, arguments.file)
    for failure in failures:
        _tell("\n".join(failure_lines(failure)))
    touches = check_keep_set(config, arguments.file)
    for touch in touches:
        _tell("\n".join(touch_lines(touch)))
    taking = f"; {len(touches)} rules would take what speakers say" if touches else ""
    held = f"{len(failures)} examples do not hold" if failures else "every example holds"
    _tell(f"{count} rules: {held}{taking}")
    return 1 if failures or touches else 0


def _rules_lint(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import lint_lines, lint_rules

    linted = lint_rules(_config(arguments), arguments.file)
    _tell("\n".join(lint_lines(linted)))
    return 1 if linted.problems else 0


def _rules_new(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import new_rule

    given = sys.stdin.buffer.read().decode("utf-8-sig", "replace") if arguments.line in (None, "-") else arguments.line
    _print(new_rule(given, id_=arguments.id))
    return 0


def _rules_suggest(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import one_file, refuse_rules, suggest_rules, write_drafts

    output = None if arguments.output is None else Path(arguments.output)
    if output is not None:
        refuse_rules(output)
    failed: list[InputError] = []
    found = suggest_rules(arguments.inputs, _config(arguments), share=arguments.share, failed=failed)
    for error in failed:
        _complain(error)
    if output is None:
        _print(one_file(found))
    elif output.suffix == ".toml" and not output.is_dir():
        write_atomically(output, one_file(found).encode())
    else:
        write_drafts(found, output)
    _complain(
        f"{sum(draft.rules for draft in found)} rules suggested for {len(found)} sites; read them before you use them"
    )
    return 0


def _print(text: str) -> None:
    """Print as it is: texts and JSON."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def _tell(text: str) -> None:
    """Print messages for a person's eyes."""
    _print(_safe(_said(text)))


def _show(text: str) -> None:
    """Print text of a page for a person's eyes."""
    _print(_safe(text))


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that there is never half of it: under a temporary name, synced, then renamed.

    What a link leads to is replaced, and not the link; a device or a pipe is written to, and never replaced by a file.
    """
    path = path.resolve()
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", code="output", file=str(path)) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

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
from typing import Any, NoReturn

from cleaner.config import FORMATS, LEDGERS, NEAR_DUPLICATES, SCRIPTS, SPLITS, Config, load_config
from cleaner.errors import CleanerError, UsageError

BUG = 3
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    _utf8_streams()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.action(arguments)
        sys.stdout.flush()
    except CleanerError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except ModuleNotFoundError as error:
        _complain(f"{error.name} is not installed; install all that is needed: pip install speech-cleaner")
        return UsageError.exit_code
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        traceback.print_exc()
        _complain("this is a bug; please report it with the lines above")
        return BUG
    return code


def _terminate(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _complain(text: str) -> None:
    sys.stderr.write(f"cleaner: {_safe(text)}\n")


def _utf8_streams() -> None:
    """Write UTF-8 whatever the locale is; what no encoding can write is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _safe(text: str) -> str:
    """Return ``text`` with control and direction characters escaped: a file's name must not play with a terminal."""
    return "".join(
        c if c.isprintable() or c in "\n\t \u3000\xa0" else c.encode("unicode_escape").decode() for c in text
    )


class _Parser(argparse.ArgumentParser):
    """An argument parser that suggests the subcommand or option that was meant."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong, and what was perhaps meant; exit with 2."""
        found = message.split("invalid choice: ")
        if len(found) == 2 and "choose from" in message:
            given = found[1].split("'")[1] if "'" in found[1] else ""
            choices = found[1].partition("choose from ")[2].replace("'", "").rstrip(")").split(", ")
            near = difflib.get_close_matches(given, choices, 1)
            message += f"; did you mean '{near[0]}'?" if near else ""
        if message.startswith("unrecognized arguments: "):
            given = message.split(": ")[1].split()[0]
            near = difflib.get_close_matches(given, sorted(_options(self)), 1)
            message += f"; did you mean {near[0]}?" if near else ""
        self.exit(2, f"{self.prog}: {_safe(message)}\nTry `{self.prog} --help`.\n")


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
        epilog="example: cleaner run pages/ --out corpus/   |   cleaner file page.txt   |   cleaner explain page.txt",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version of what matters, and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_file(commands)
    _add_preview(commands)
    _add_explain(commands)
    _add_check(commands)
    _add_audit(commands)
    _add_restore(commands)
    _add_rules(commands)
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


def _add_allowing(parser: Any) -> None:
    help_ = "let this rule remove much, or a sentence of the keep-set; repeatable"
    parser.add_argument("--allow-rule", dest="allow_rules", action="append", metavar="ID", help=help_)


def _add_cleaning(parser: Any) -> None:
    parser.add_argument("--encoding", help="the encoding of the input, instead of finding it out")
    parser.add_argument("--fallback-encoding", metavar="ENCODING", help="what to take where the encoding is undecided")
    parser.add_argument("--script", choices=SCRIPTS, help="convert the text that comes out (default: keep)")
    parser.add_argument("--split", choices=SPLITS, help="split collections into speeches (default: auto)")


def _add_run(commands: Any) -> None:
    parser = _add(commands, "run", _run, "clean files and folders into a corpus", "cleaner run pages/ --out corpus/")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or globs: .txt and .jsonl are read")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the corpus folder to write")
    _add_cleaning(parser)
    parser.add_argument("--near-duplicates", choices=NEAR_DUPLICATES, help="what to do with them (default: drop)")
    parser.add_argument("--threshold", type=float, metavar="T", help="similarity from which they count (default: 0.8)")
    parser.add_argument("--text-field", metavar="NAME", help="the field of JSON Lines that holds the text")
    parser.add_argument("--format", choices=FORMATS, help="how records are written (default: jsonl)")
    parser.add_argument("--ledger", choices=LEDGERS, help="what the ledger holds (default: full, which restore needs)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: as many as pay)")
    parser.add_argument(
        "--max-errors", type=int, metavar="N", help="listed errors that still count as success (default: 0)"
    )
    _add_allowing(parser)
    parser.add_argument("--restart", action="store_true", help="replace a corpus of other inputs, rules or settings")
    parser.add_argument("--quiet", action="store_true", help="no progress and no summary")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def _add_file(commands: Any) -> None:
    parser = _add(commands, "file", _file, "clean one file", "cleaner file page.txt --format json")
    parser.add_argument("path", metavar="PATH", help="a text file, or - for standard input")
    _add_cleaning(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write to a file, all at once, instead of printing")


def _add_preview(commands: Any) -> None:
    help_ = "show what cleaning would do to a sample of pages; nothing is written"
    parser = _add(commands, "preview", _preview, help_, "cleaner preview pages/")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or globs, as for run")
    parser.add_argument("--sample", type=int, default=20, metavar="N", help="how many pages (default: 20)")
    parser.add_argument(
        "--lines", type=int, default=3, metavar="N", help="first and last lines to show of each (default: 3)"
    )
    _add_cleaning(parser)
    parser.add_argument("--text-field", metavar="NAME", help="the field of JSON Lines that holds the text")


def _add_explain(commands: Any) -> None:
    help_ = "show the raw text with what goes, what comes, and why"
    parser = _add(commands, "explain", _explain, help_, "cleaner explain page.txt --line 3")
    parser.add_argument("path", metavar="PATH", help="a text file, or - for standard input")
    parser.add_argument("--line", type=int, metavar="N", help="only this line (from 1)")
    _add_cleaning(parser)


def _add_check(commands: Any) -> None:
    help_ = "the data check: exit 0 if the corpus is as it should be, else 1"
    parser = _add(commands, "check", _check, help_, "cleaner check corpus/")
    parser.add_argument("corpus", metavar="DIR", help="a corpus folder")
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
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


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
    parser.add_argument("--text-field", metavar="NAME", help="the field of JSON Lines that holds the text")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _add_restore(commands: Any) -> None:
    help_ = "write the raw files again, byte for byte"
    parser = _add(commands, "restore", _restore, help_, "cleaner restore corpus/ --to raw/", config=False)
    parser.add_argument("corpus", metavar="DIR", help="a corpus folder")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def _add_rules(commands: Any) -> None:
    parser = commands.add_parser("rules", help="list, test, lint, write and suggest rules")
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

    given = {field.name: getattr(arguments, field.name, None) for field in fields(Config)}
    if arguments.action is _file:
        given["format"] = None
    return load_config(arguments.config, given)


def _run(arguments: argparse.Namespace) -> int:
    from cleaner.commands.run import progress_on, run, summary_lines

    config = _config(arguments)
    progress = progress_on(sys.stderr, quiet=arguments.quiet)
    summary = run(arguments.inputs, arguments.out, config, restart=arguments.restart, progress=progress)
    if arguments.json:
        _print(json.dumps(dict(summary.counts), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        _tell("\n".join(summary_lines(summary, str(arguments.out))))
        if summary.counts["mostly_chrome"]:
            _tell(f"  {summary.counts['mostly_chrome']:,} mostly chrome: see {arguments.out}/errors.jsonl")
    return 1 if summary.failures > config.max_errors else 0


def _file(arguments: argparse.Namespace) -> int:
    from cleaner.commands.file import clean_file, to_json

    cleaned = clean_file(arguments.path, _config(arguments))
    shown = json.dumps(to_json(cleaned), ensure_ascii=False) if arguments.format == "json" else cleaned.text
    if arguments.output is None:
        _print(shown)
    else:
        write_atomically(arguments.output, f"{shown}\n".encode("utf-8", "replace"))
    if not cleaned.speeches:
        _complain("nothing is left of it: it is all chrome; see `cleaner explain`")
    return 0 if cleaned.speeches else 1


def _preview(arguments: argparse.Namespace) -> int:
    import shutil

    from cleaner.commands.preview import PLAIN_COLUMNS, colour_on, preview, preview_lines
    from cleaner.errors import InputError

    failed: list[InputError] = []
    pages = preview(arguments.inputs, _config(arguments), sample=arguments.sample, failed=failed)
    columns = shutil.get_terminal_size((PLAIN_COLUMNS, 24)).columns if sys.stdout.isatty() else PLAIN_COLUMNS
    for line in preview_lines(pages, lines=arguments.lines, columns=columns, colour=colour_on(sys.stdout)):
        _print(line)  # made printable already; colours are control characters
    for error in failed:
        _complain(str(error))
    return 0 if pages else 1


def _explain(arguments: argparse.Namespace) -> int:
    from cleaner.commands.explain import explain

    _tell(explain(arguments.path, _config(arguments), line=arguments.line))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from cleaner.commands.check import check, report_json, report_lines

    report = check(arguments.corpus, _config(arguments))
    if arguments.json:
        _print(json.dumps(report_json(report), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        _tell("\n".join(report_lines(report, arguments.corpus)))
    return 0 if report.passed else 1


def _audit(arguments: argparse.Namespace) -> int:
    from cleaner.commands.audit import audit, outcome_json, outcome_lines, read_audit, sheet_json, sheet_lines, to_file
    from cleaner.errors import InputError

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
            _complain(str(error))
        as_json, lines = sheet_json(sheet), sheet_lines(sheet, str(out))
    if arguments.json:
        _print(json.dumps(as_json, ensure_ascii=False, indent=1))
    else:
        _tell("\n".join(lines))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from cleaner.commands.restore import restore

    restored = restore(arguments.corpus, arguments.to)
    if not arguments.quiet:
        _tell(f"{arguments.to}: {len(restored.files)} files restored, each the same as the file that was read")
        for source in restored.absent:
            _tell(f"  not in the corpus, because it was not cleaned (see errors.jsonl): {source}")
    return 0


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
    _print(f"{count} rules: {held}{taking}")
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
    from cleaner.errors import InputError

    output = None if arguments.output is None else Path(arguments.output)
    if output is not None:
        refuse_rules(output)
    failed: list[InputError] = []
    found = suggest_rules(arguments.inputs, _config(arguments), share=arguments.share, failed=failed)
    for error in failed:
        _complain(str(error))
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
    """Print for a person's eyes."""
    _print(_safe(text))


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that there is never half of it: under a temporary name, synced, then renamed."""
    try:
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

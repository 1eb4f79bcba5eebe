"""The command line: arguments to one public function, its answer to paper, errors to exit codes.

Exit codes: 0 fine; 1 findings, or more listed errors than --max-errors; 2 could not run; 3 a bug of ours; 4 refused;
130 and 143 interrupted.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cleaner.arguments import parser
from cleaner.atomic import write_atomically
from cleaner.config import Config, load_config
from cleaner.console import complain, drop_output, open_streams, print_text, safe, said, show, speak, tell
from cleaner.errors import CleanerError, InputError, UsageError
from cleaner.language import language_of

if TYPE_CHECKING:
    from cleaner.commands.findings.baseline import Baseline
    from cleaner.commands.findings.outcome import Report
    from cleaner.model import Cleaned
    from cleaner.pipeline import Summary

BUG = 3
BUG_CODE = "bug"  # of a row of errors.jsonl
INTERRUPTED = 130
# Objects, and collections, between collections of garbage: cleaning makes many objects and no cycles.
COLLECTIONS = (50_000, 20, 20)
OF_A_FILE = ("no-file", "not-a-file", "many", "in-place", "backup", "output")  # codes of what is wrong with one file


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    gc.set_threshold(*COLLECTIONS)
    gc.freeze()  # what is loaded stays, so no collection need look through it
    open_streams()
    speak(language_of(sys.argv[1:] if argv is None else argv, os.environ, _system_language()))
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    try:
        given = sys.argv[1:] if argv is None else argv
        arguments = parser(given[0] if given else None).parse_args(given)
        code = ACTIONS[arguments.action](arguments)
        sys.stdout.flush()
    except CleanerError as error:
        complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except ModuleNotFoundError as error:
        complain(f"{error.name} is not installed; install all that is needed: pip install speech-cleaner")
        return UsageError.exit_code
    except BrokenPipeError:  # whoever read our output has had enough
        drop_output()
        return 0
    except ChildProcessError as error:
        advice = "let fewer work at a time, with --workers 1"
        complain(UsageError(error.strerror or str(error), advice=advice))
        return UsageError.exit_code
    except OSError as error:
        drop_output()
        place = os.fsdecode(error.filename) if error.filename else said(_without_a_name(error))
        complain(UsageError(error.strerror or str(error), file=place))
        return UsageError.exit_code
    except MemoryError:
        complain("there is not enough memory; give it more, or use fewer --workers")
        return UsageError.exit_code
    except Exception:
        import traceback

        traceback.print_exc()
        complain("this is a bug; please report it with the lines above")
        return BUG
    return code


def _without_a_name(error: OSError) -> str:
    """Return what an error is about that names no file: to ask where we are fails where somebody removed the folder."""
    return "the current folder" if isinstance(error, FileNotFoundError) else "standard output"


def _terminate(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _system_language() -> str:
    """Return the locale of Windows, which sets no variables."""
    import locale

    return (locale.getlocale()[0] or "") if os.name == "nt" else ""


def _config(arguments: argparse.Namespace) -> Config:
    from dataclasses import fields

    names = ("profile", *(field.name for field in fields(Config)))
    given = {name: getattr(arguments, name, None) for name in names}
    if arguments.action in ("file", "check"):  # theirs says how to print
        given["format"] = None
    config = load_config(arguments.config, given)
    if given["metadata_key"] is not None and config.metadata is None:
        advice = "name the list with --metadata, or leave --key out"
        raise UsageError("--key names a column of no list", code="metadata", advice=advice)
    return config


def _run(arguments: argparse.Namespace) -> int:
    if arguments.shard is not None:
        return _run_shard(arguments)
    from cleaner.commands.run import Growth, progress_on, run_or_grow

    config = _config(arguments)
    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=said)
    growth = Growth(arguments.update, tuple(arguments.withdraw or ()), arguments.batches)
    summary = run_or_grow(arguments.inputs, arguments.out, config, growth, restart=arguments.restart, progress=progress)
    return _tell_summary(summary, config, arguments)


def _run_shard(arguments: argparse.Namespace) -> int:
    from cleaner.commands.merge import progress_on, run_shard, shard_lines, shard_of

    if arguments.update or arguments.withdraw or arguments.batches is not None:
        advice = "leave --update, --withdraw and --batches out"
        raise UsageError("a corpus that grows is not shared out", code="shard", advice=advice)
    config, shard = _config(arguments), shard_of(arguments.shard)
    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=said)
    cleaned = run_shard(arguments.inputs, arguments.out, shard, config, restart=arguments.restart, progress=progress)
    if arguments.json:
        print_text(json.dumps({"documents": cleaned.documents, "errors": cleaned.errors}, indent=1))
    elif not arguments.quiet:
        tell("\n".join(shard_lines(cleaned, str(arguments.out))))
    return 0


def _merge(arguments: argparse.Namespace) -> int:
    from cleaner.commands.merge import merge, progress_on

    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=said)
    names = ("corrections", "metadata", "against", "memory", "max_errors", "allow_rules")
    options = {name: getattr(arguments, name) for name in names}
    summary, config = merge(arguments.out, options, restart=arguments.restart, progress=progress)
    return _tell_summary(summary, config, arguments)


def _tell_summary(summary: Summary, config: Config, arguments: argparse.Namespace) -> int:
    """Tell how a run went; return the exit code."""
    from cleaner.commands.run import summary_lines
    from cleaner.document.corrections import STALE

    if arguments.json:
        print_text(json.dumps(dict(summary.counts), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        tell("\n".join(summary_lines(summary, str(arguments.out))))
        if summary.own.get("mostly_chrome"):
            tell(f"  {summary.own['mostly_chrome']:,} mostly chrome: see {arguments.out}/{summary.list}")
        if config.corrections is not None and summary.own:
            applied, missed = summary.own["corrections"], summary.own["stale_corrections"]
            tell(f"  corrections: {applied:,} rows applied, {missed:,} not")
    for row in summary.errors:
        if row["status"] == STALE:
            complain(InputError(row["message"], file=row["file"], line=row["line"], advice=row["advice"]))
    if any(row["code"] == BUG_CODE for row in summary.errors):
        complain(f"{arguments.out}/{summary.list} lists bugs of ours; please report them, with the files")
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
            complain(error)
            codes.append(error.exit_code)
    return max(codes)


def _one_file(path: str, arguments: argparse.Namespace, config: Config, *, heading: str = "") -> int:
    from cleaner.commands.file import clean_file, to_json
    from cleaner.commands.overwriting import refuse_read, refuse_sealed
    from cleaner.commands.rewriting import refuse_rewriting

    if arguments.in_place:
        refuse_rewriting(path)
        refuse_sealed(Path(path))
    if arguments.output is not None:
        refuse_sealed(arguments.output)
        refuse_read(arguments.output, [path], "use --in-place, which keeps the raw file, or name another file")
    stale: list[InputError] = []
    cleaned = clean_file(path, config, stale=stale)
    shown = json.dumps(to_json(cleaned), ensure_ascii=False) if arguments.format == "json" else cleaned.text
    for error in stale:
        complain(error)
    if not cleaned.speeches:
        place = f"{path}: " if heading else ""
        complain(f"{place}nothing is left of it: it is all chrome; see `cleaner explain`")
    if arguments.diff:
        _print_diff(cleaned, path, arguments.color)
    elif arguments.in_place:
        _rewrite(cleaned, path, arguments.backup)
    elif arguments.output is None:
        print_text(shown if arguments.format == "json" else f"{safe(heading)}{shown}")
    else:
        write_atomically(arguments.output, f"{shown}\n".encode("utf-8", "replace"))
    return 0 if cleaned.speeches else 1


def _print_diff(cleaned: Cleaned, path: str, when: str) -> None:
    from cleaner.commands.colours import colour_on
    from cleaner.commands.rewriting import diff_lines

    colour = colour_on(sys.stdout, when=when)
    shown = safe if colour or sys.stdout.isatty() else str  # a patch is what it is
    for line in diff_lines(cleaned, path, shown, colour=colour):
        print_text(line)


def _rewrite(cleaned: Cleaned, path: str, suffix: str) -> None:
    """Put the clean text in the place of a file, unless nothing is left of it, or it is clean already."""
    from cleaner.commands.rewriting import clean_bytes, keep_raw

    target, data = Path(path).resolve(), clean_bytes(cleaned)
    if not cleaned.speeches or target.read_bytes() == data:
        tell(f"{path}: left as it is")
        return
    backup = keep_raw(target, suffix) if suffix else None
    try:
        write_atomically(target, data)
    except UsageError:
        if backup is not None:
            backup.unlink()
        raise
    kept = "" if backup is None else f"; the raw file is {backup.name}"
    tell(f"{path}: {len(cleaned.document.text):,} characters before, {len(cleaned.text):,} after{kept}")


def _preview(arguments: argparse.Namespace) -> int:
    import shutil

    from cleaner.commands.colours import colour_on
    from cleaner.commands.preview import PLAIN_COLUMNS, preview, preview_lines

    failed: list[InputError] = []
    pages = preview(arguments.inputs, _config(arguments), sample=arguments.sample, failed=failed)
    columns = shutil.get_terminal_size((PLAIN_COLUMNS, 24)).columns if sys.stdout.isatty() else PLAIN_COLUMNS
    colour = colour_on(sys.stdout)
    for line in preview_lines(pages, lines=arguments.lines, columns=columns, colour=colour, said=said):
        print_text(line)  # made printable already; colours are control characters
    for error in failed:
        complain(error)
    return 0 if pages else 1


def _explain(arguments: argparse.Namespace) -> int:
    from cleaner.commands.explain import explain

    stale: list[InputError] = []
    show(explain(arguments.path, _config(arguments), line=arguments.line, stale=stale))
    for error in stale:
        complain(error)
    return 0


def _corrections(arguments: argparse.Namespace) -> int:
    from cleaner.commands.corrections import bind, bound_lines

    path = Path(arguments.corrections)
    bound = bind(path, arguments.inputs, _config(arguments))
    if bound.table is not None:
        write_atomically(path, bound.table)
    for error in (*bound.failed, *bound.stale):
        complain(error)
    tell("\n".join(bound_lines(bound, arguments.corrections)))
    return 1 if bound.stale else 0


def _check(arguments: argparse.Namespace) -> int:
    from cleaner.commands.check import check
    from cleaner.commands.findings import WRITERS
    from cleaner.commands.findings.baseline import read_baseline
    from cleaner.commands.overwriting import refuse_sealed

    config = _config(arguments)
    file = None if config.check_baseline is None else Path(config.check_baseline)
    if arguments.update_baseline and file is None:
        raise UsageError("which baseline is to be written?", code="baseline", advice="name it with --baseline FILE")
    new = arguments.update_baseline and file is not None and not file.exists()
    baseline = {} if file is None or new else read_baseline(file)
    if arguments.output is not None:
        refuse_sealed(arguments.output)
    report = check(arguments.corpus, config, baseline=baseline, root=arguments.source_root)
    if file is not None and arguments.update_baseline:
        report = _ratchet(file, report, baseline)
    form = arguments.format
    if arguments.output is not None:
        told = WRITERS[form](report, arguments.corpus)
        write_atomically(arguments.output, told.encode("utf-8", "replace"))
        form = "text"
    if not arguments.quiet:
        (tell if form == "text" else print_text)(WRITERS[form](report, arguments.corpus))
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
            complain(error)
        as_json, lines = sheet_json(sheet), sheet_lines(sheet, str(out))
    if arguments.json:
        print_text(json.dumps(as_json, ensure_ascii=False, indent=1))
    else:
        tell("\n".join(lines))
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from cleaner.commands.report import report
    from cleaner.commands.showing import progress_on

    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=said)
    data = report(arguments.corpus, arguments.to, arguments.lang, progress=progress)
    write_atomically(arguments.to, data)
    if not arguments.quiet:
        tell(f"{arguments.to}: {len(data):,} bytes; open it in a browser")
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from cleaner.commands.diff import diff, difference_json, difference_lines

    difference = diff(arguments.old, arguments.new)
    if arguments.json:
        print_text(json.dumps(difference_json(difference), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        tell("\n".join(difference_lines(difference)))
    return 0 if difference.same else 1


def _restore(arguments: argparse.Namespace) -> int:
    from cleaner.commands.restore import restore

    restored = restore(arguments.corpus, arguments.to)
    if not arguments.quiet:
        tell(f"{arguments.to}: {len(restored.files)} files restored, each the same as the file that was read")
        for source in restored.absent:
            tell(f"  not in the corpus, because it was not cleaned (see errors.jsonl): {source}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from cleaner.commands.export import export, exported_lines

    variant = {"near_duplicates": arguments.near_duplicates, "script": arguments.script}
    exported = export(arguments.corpus, arguments.to, arguments.out, **variant)
    if not arguments.quiet:
        tell("\n".join(exported_lines(exported, str(arguments.out))))
    return 0


def _show_removed(arguments: argparse.Namespace) -> int:
    from cleaner.commands.show import Wanted, removed, removed_json, removed_line

    failed: list[InputError] = []
    wanted = Wanted(arguments.rule, arguments.site, arguments.category, arguments.source, arguments.context)
    for piece in removed(arguments.inputs, wanted, _config(arguments), failed=failed):
        show(removed_json(piece) if arguments.json else removed_line(piece))
    for error in failed:
        complain(error)
    return 1 if failed else 0


def _dedup(arguments: argparse.Namespace) -> int:
    from cleaner.commands.dedup import Dedup, dedup, outcome_json, outcome_lines
    from cleaner.commands.showing import progress_on

    given = {name: getattr(arguments, name) for name in ("threshold", "memory", "workers")}
    config = load_config(None, given)
    settings = Dedup(arguments.field, arguments.id, arguments.unit, config.threshold, config.memory, config.workers)
    progress = progress_on(sys.stderr, quiet=arguments.quiet, said=said)
    outcome = dedup(
        arguments.files,
        arguments.out,
        settings,
        write=arguments.write,
        against=[Path(place) for place in arguments.against or ()],
        progress=progress,
    )
    for error in outcome.errors:
        complain(error)
    if arguments.json:
        print_text(json.dumps(outcome_json(outcome), ensure_ascii=False, indent=1))
    elif not arguments.quiet:
        tell("\n".join(outcome_lines(outcome, str(arguments.out))))
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
        complain(error)
    if not arguments.quiet:
        tell("\n".join(built_lines(built, str(arguments.out))))
    return 1 if len(built.errors) > config.max_errors else 0


def _rules_list(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import list_rules, rules_json, rules_lines

    inputs = [*arguments.inputs, *arguments.hits]
    listed = list_rules(_config(arguments), inputs)
    if arguments.json:
        print_text(json.dumps(rules_json(listed), ensure_ascii=False, indent=1))
    else:
        tell("\n".join(rules_lines(listed, counted=bool(inputs))))
    return 0


def _rules_test(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import check_rules, failure_lines
    from cleaner.commands.rules.keeping import check_keep_set, touch_lines

    config = _config(arguments)
    count, failures = check_rules(config, arguments.file)
    for failure in failures:
        tell("\n".join(failure_lines(failure)))
    touches = check_keep_set(config, arguments.file)
    for touch in touches:
        tell("\n".join(touch_lines(touch)))
    taking = f"; {len(touches)} rules would take what speakers say" if touches else ""
    held = f"{len(failures)} examples do not hold" if failures else "every example holds"
    tell(f"{count} rules: {held}{taking}")
    return 1 if failures or touches else 0


def _rules_lint(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import lint_lines, lint_rules

    linted = lint_rules(_config(arguments), arguments.file)
    tell("\n".join(lint_lines(linted)))
    return 1 if linted.problems else 0


def _rules_new(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import new_rule

    given = sys.stdin.buffer.read().decode("utf-8-sig", "replace") if arguments.line in (None, "-") else arguments.line
    print_text(new_rule(given, id_=arguments.id))
    return 0


def _rules_suggest(arguments: argparse.Namespace) -> int:
    from cleaner.commands.rules import one_file, refuse_place, suggest_rules, write_drafts

    output = arguments.output
    if output is not None:
        refuse_place(output)
    failed: list[InputError] = []
    found = suggest_rules(arguments.inputs, _config(arguments), share=arguments.share, failed=failed)
    for error in failed:
        complain(error)
    if output is None:
        print_text(one_file(found))
    elif output.suffix == ".toml" and not output.is_dir():
        write_atomically(output, one_file(found).encode())
    else:
        write_drafts(found, output)
    complain(
        f"{sum(draft.rules for draft in found)} rules suggested for {len(found)} sites; read them before you use them"
    )
    return 0


ACTIONS = {
    "run": _run,
    "merge": _merge,
    "file": _file,
    "preview": _preview,
    "explain": _explain,
    "corrections": _corrections,
    "check": _check,
    "audit": _audit,
    "report": _report,
    "diff": _diff,
    "restore": _restore,
    "export": _export,
    "show removed": _show_removed,
    "dedup": _dedup,
    "index build": _index_build,
    "rules list": _rules_list,
    "rules test": _rules_test,
    "rules lint": _rules_lint,
    "rules new": _rules_new,
    "rules suggest": _rules_suggest,
}

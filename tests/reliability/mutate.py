"""Mutation testing of what must not be wrong: change one operator or constant, and see that a test turns red.

    python tests/reliability/mutate.py [MODULE …] [--most N] [--seed S]

Each module has the tests that must notice. A mutant is made in a copy of the project, never here. Survivors are printed; the
exit code is 1 where fewer than LEAST of the mutants of a module are killed.
"""

import argparse
import ast
import compileall
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode

ROOT = Path(__file__).parents[2]
LEAST = 0.85
PATIENCE = 300  # seconds: a mutant that hangs is one that is noticed
MODULES = {
    "cleaner/store/ledger.py": (
        "tests/store/test_ledger.py",
        "tests/commands/test_restore.py",
        "tests/test_pipeline.py",
    ),
    "cleaner/store/commit.py": ("tests/store/test_commit.py", "tests/reliability/test_breaking_off.py"),
    "cleaner/store/journal.py": ("tests/store/test_journal.py", "tests/reliability/test_breaking_off.py"),
    "cleaner/store/manifest.py": ("tests/store/test_manifest.py", "tests/reliability/test_rot.py"),
    "cleaner/store/contents.py": ("tests/store/test_contents.py",),
    "cleaner/store/shapes.py": ("tests/store/test_shapes.py", "tests/store/test_manifest.py"),
    "cleaner/passes/making.py": ("tests/passes/test_making.py", "tests/passes/test_writing.py"),
    "cleaner/passes/writing.py": (
        "tests/passes/test_writing.py",
        "tests/passes/test_making.py",
    ),
    "cleaner/passes/tally.py": (
        "tests/passes/test_tally.py",
        "tests/passes/test_writing.py",
        "tests/test_listing.py",
    ),
    "cleaner/reading.py": ("tests/test_reading.py",),
    "cleaner/neardup/verify.py": ("tests/neardup",),
    "cleaner/neardup/leaders.py": (
        "tests/neardup/test_leaders.py",
        "tests/passes/test_searching.py",
        "tests/neardup",
    ),
    "cleaner/neardup/reposts.py": ("tests/neardup", "tests/passes/test_searching.py"),
    "cleaner/formats/jsonl.py": ("tests/formats/test_jsonl.py", "tests/reliability/test_blast_radius.py"),
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


def spots(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that can be changed; those of docstrings, types, messages and assertions are left alone."""
    nodes = {
        id(node): node for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) for node in ast.walk(each)
    }  # a function in a function has its nodes once
    told: list[ast.AST] = [node for node in nodes.values() if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr)]
    told += [node for node in nodes.values() if isinstance(node, ast.keyword) and node.arg == "strict"]
    told += [node.returns for node in nodes.values() if isinstance(node, ast.FunctionDef) and node.returns]
    told += [
        node.annotation for node in nodes.values() if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation
    ]
    left = {id(inner) for node in told for inner in ast.walk(node)}
    yield from (node for node in nodes.values() if id(node) not in left and mutable(node))


def mutable(node: ast.AST) -> bool:
    """Whether something of a node can be changed."""
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in COMPARISONS
    if isinstance(node, ast.BinOp):
        return type(node.op) in OPERATORS
    return isinstance(node, ast.BoolOp) or (isinstance(node, ast.Constant) and type(node.value) in (int, bool))


def change(node: ast.AST) -> None:
    """Change a node in place."""
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARISONS[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = OPERATORS[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif isinstance(node, ast.Constant):
        node.value = (not node.value) if isinstance(node.value, bool) else int(str(node.value)) + 1


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, what was changed, and the changed source, for each spot."""
    for number in range(len(list(spots(ast.parse(source))))):
        tree = ast.parse(source)
        node = list(spots(tree))[number]
        before, line = ast.unparse(node), getattr(node, "lineno", 0)
        change(node)
        yield line, f"{before} -> {ast.unparse(node)}", ast.unparse(tree)


def killed(copy: Path, tests: tuple[str, ...]) -> bool:
    """Whether any test of a copy notices."""
    present = [test for test in tests if (copy / test).exists()]
    arguments = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *present]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(arguments, cwd=copy, env=environment, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def tell(*lines: str) -> None:
    """Print at once: a run takes hours."""
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()


def main() -> int:
    """Mutate the modules that are named, or all; print what survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    parser.add_argument("--most", type=int, default=60, help="mutants of a module")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    weak = 0
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "build", "*.pyc", ".hypothesis"))
        compileall.compile_dir(copy / "cleaner", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        for module in options.modules:
            source = (copy / module).read_text(encoding="utf-8")
            if killed(copy, MODULES[module]):
                tell(f"{module}: its tests fail without a mutant")
                return 2
            found = list(mutants(source))
            tried = random.Random(options.seed).sample(found, min(options.most, len(found)))
            survivors = []
            for line, what, text in tried:
                (copy / module).write_text(text, encoding="utf-8")
                if not killed(copy, MODULES[module]):
                    survivors.append(f"  {module}:{line}: {what}")
            (copy / module).write_text(source, encoding="utf-8")
            share = 1 - len(survivors) / max(len(tried), 1)
            weak += share < LEAST
            tell(f"{module}: {len(tried) - len(survivors)} of {len(tried)} killed ({share:.0%})", *survivors)
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())

"""The house: imports point down, nothing heavy is loaded for one file, nothing dangerous is called."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cleaner"

# From low to high: a module may import from its own floor and from those below. Prefixes stand for all that is in them.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("cleaner", "cleaner.errors", "cleaner.draws", "cleaner.folders", "cleaner.names"),
    ("cleaner.chinese",),
    ("cleaner.model", "cleaner.language", "cleaner.remote"),
    ("cleaner.config", "cleaner.progress", "cleaner.console", "cleaner.atomic"),
    ("cleaner.document",),
    ("cleaner.neardup",),
    ("cleaner.store", "cleaner.formats", "cleaner.tables", "cleaner.listing"),
    ("cleaner.exports",),
    ("cleaner.engines", "cleaner.inputs", "cleaner.prepare"),
    ("cleaner.reading",),
    ("cleaner.passes", "cleaner.card", "cleaner.report", "cleaner.suggest"),
    ("cleaner.engines.spark",),
    ("cleaner.pipeline", "cleaner.compare"),
    ("cleaner.sharding",),
    ("cleaner.growing",),
    ("cleaner.commands",),
    ("cleaner.arguments",),
    ("cleaner.cli",),
    ("cleaner.__main__",),
)

# Inside cleaner.document, along the story.
STORY: tuple[tuple[str, ...], ...] = (
    ("cleaner.document", "cleaner.document.decoding", "cleaner.document.hosts"),
    ("cleaner.document.decode", "cleaner.document.fold", "cleaner.document.dates", "cleaner.document.forms"),
    (
        "cleaner.document.literals",
        "cleaner.document.patterns",
        "cleaner.document.edits",
        "cleaner.document.vocabulary",
        "cleaner.document.likeness",
        "cleaner.document.pairs",
    ),
    ("cleaner.document.noise", "cleaner.document.sitenames", "cleaner.document.owntitles"),
    ("cleaner.document.stampednames", "cleaner.document.recurringends"),
    ("cleaner.document.setamid",),
    ("cleaner.document.ruleset",),
    ("cleaner.document.matcher",),
    ("cleaner.document.strip",),
    ("cleaner.document.titles", "cleaner.document.mend"),
    (
        "cleaner.document.captions",
        "cleaner.document.unnumbered",
        "cleaner.document.headers",
        "cleaner.document.copies",
        "cleaner.document.runningheads",
        "cleaner.document.paging",
    ),
    ("cleaner.document.speeches",),
    ("cleaner.document.script", "cleaner.document.corrections"),
    ("cleaner.document.revise", "cleaner.document.fields", "cleaner.document.paragraphs"),
    ("cleaner.document.clean", "cleaner.document.examples", "cleaner.document.paged"),
)

# Inside cleaner.passes, along the passes; inside cleaner.neardup, likewise.
PASSES: tuple[tuple[str, ...], ...] = (
    ("cleaner.passes.preference", "cleaner.passes.gathering", "cleaner.passes.stages"),
    ("cleaner.passes.guard",),
    ("cleaner.passes.digests",),
    ("cleaner.passes.pieces",),
    ("cleaner.passes.cleaning",),
    ("cleaner.passes.sharing",),
    ("cleaner.passes.searching", "cleaner.passes.settling", "cleaner.passes.restoring", "cleaner.passes.verifying"),
    ("cleaner.passes.tally",),
    ("cleaner.passes.making",),
    ("cleaner.passes.writing", "cleaner.passes.deriving"),
    ("cleaner.passes.batches",),
    ("cleaner.passes.withdrawing",),
)

# Inside cleaner.report, from texts to the page.
REPORT: tuple[tuple[str, ...], ...] = (
    ("cleaner.report.figures", "cleaner.report.messages", "cleaner.report.corpus"),
    ("cleaner.report.texts",),
    ("cleaner.report.removals", "cleaner.report.repeats", "cleaner.report.sites", "cleaner.report.troubles"),
    ("cleaner.report.records",),
    ("cleaner.report.gather", "cleaner.report.page"),
)

# Inside cleaner.compare, likewise.
COMPARE: tuple[tuple[str, ...], ...] = (
    ("cleaner.compare.figures", "cleaner.compare.fates", "cleaner.compare.pairing"),
    ("cleaner.compare.gather",),
)

# What a room may use of ours, where that is less than all that lies below it.
ONLY: dict[str, tuple[str, ...]] = {
    "cleaner.errors": (),
    "cleaner.model": ("cleaner.errors",),
    "cleaner.config": ("cleaner.errors",),
    "cleaner.progress": (),
    "cleaner.document": ("cleaner.document", "cleaner.model", "cleaner.errors", "cleaner.folders"),
    "cleaner.neardup": ("cleaner.neardup", "cleaner.document.fold", "cleaner.model"),
    "cleaner.store": (
        *("cleaner.store", "cleaner.formats", "cleaner.document.edits", "cleaner.config", "cleaner.model"),
        *("cleaner.errors", "cleaner.folders"),
    ),
    "cleaner.formats": (
        "cleaner.formats",
        "cleaner.document.decode",
        "cleaner.config",
        "cleaner.model",
        "cleaner.errors",
        "cleaner.names",
    ),
    "cleaner.exports": ("cleaner.exports", "cleaner.formats"),
    "cleaner.suggest": ("cleaner.suggest", "cleaner.document", "cleaner.model", "cleaner.errors"),
    "cleaner.listing": ("cleaner.formats.fields", "cleaner.model", "cleaner.errors"),
    "cleaner.report": (
        *("cleaner.report", "cleaner.store", "cleaner.formats", "cleaner.neardup", "cleaner.document.fold"),
        *("cleaner.draws", "cleaner.folders", "cleaner.model", "cleaner.errors"),
    ),
    "cleaner.compare": (
        *("cleaner.compare", "cleaner.report.corpus", "cleaner.report.texts", "cleaner.store"),
        *("cleaner.draws", "cleaner.model", "cleaner.errors"),
    ),
    "cleaner.chinese": (),
    "cleaner.language": ("cleaner.chinese", "cleaner.errors"),
    "cleaner.draws": (),
    "cleaner.tables": ("cleaner.formats", "cleaner.folders", "cleaner.document.decode", "cleaner.errors"),
    "cleaner.folders": (),
    "cleaner.names": (),
    "cleaner.engines.local": (),
    "cleaner.card": ("cleaner.config",),
}

HEAVY = (
    "numpy",
    "pyarrow",
    "datasketch",
    "tqdm",
    "scipy",
    "pyspark",
    "resiliparse",
    "fastwarc",
    "openpyxl",
    "fsspec",
    "defusedxml",
    "jinja2",
)
DANGEROUS = ("eval", "exec", "compile", "__import__")
DANGEROUS_MODULES = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "xml")
DANGEROUS_METHODS = ("extractall", "extract", "load_module", "unpack_archive")


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield the modules of ours that a module imports when it runs, with the line."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    typing = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name.split(".")[0] == "cleaner")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: imports are absolute"
            if node.module is not None and node.module.split(".")[0] == "cleaner":
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield (whole if whole in MODULES else node.module), node.lineno


def floor(name: str, floors: tuple[tuple[str, ...], ...]) -> int | None:
    """Return the number of the floor whose entry fits a module best."""
    fitting = [
        (len(entry), number)
        for number, entries in enumerate(floors)
        for entry in entries
        if name == entry or (entry != "cleaner" and name.startswith(f"{entry}."))
    ]
    return max(fitting)[1] if fitting else None


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_its_floor(name: str) -> None:
    assert floor(name, FLOORS) is not None
    if name.startswith("cleaner.document."):
        assert floor(name, STORY) is not None


@pytest.mark.parametrize(
    "floors",
    [FLOORS, STORY, PASSES, REPORT, COMPARE],
    ids=["the house", "a document's story", "the passes", "the report", "the comparison"],
)
def test_imports_point_down(floors: tuple[tuple[str, ...], ...]) -> None:
    wrong = []
    for name in MODULES:
        here = floor(name, floors)
        for target, line in imports(name):
            there = floor(target, floors)
            if here is not None and there is not None and there > here:
                wrong.append(f"{name}:{line} imports {target}")
    assert wrong == []


@pytest.mark.parametrize("room", ONLY)
def test_a_room_uses_only_what_it_may(room: str) -> None:
    wrong = [
        f"{name}:{line} imports {target}"
        for name in MODULES
        if name == room or name.startswith(f"{room}.")
        for target, line in imports(name)
        if not any(target == allowed or target.startswith(f"{allowed}.") for allowed in ONLY[room])
    ]
    assert wrong == []


def test_no_two_modules_import_each_other() -> None:
    graph = {name: {target for target, _ in imports(name)} - {name} for name in MODULES}
    wrong = [(a, b) for a in graph for b in graph[a] if a < b and a in graph.get(b, ())]
    assert wrong == []


def loaded(*arguments: str) -> set[str]:
    """Return the top-level modules that are loaded after some code ran in a fresh interpreter."""
    code = f"import sys, json, io; {'; '.join(arguments)}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


CHEAP = {
    "the package": ["import cleaner"],
    "the command line": ["from cleaner.arguments import parser", "parser()"],
    "cleaning a text": ["import cleaner", "cleaner.clean_text('同志们：\\n今天开会。\\n上一篇：物理')"],
    "explaining a text": [
        "from cleaner.commands.explain import explained",
        "import cleaner",
        "explained(cleaner.clean_text('讲话'))",
    ],
}


@pytest.mark.parametrize("code", CHEAP.values(), ids=CHEAP)
def test_nothing_heavy_is_loaded_for(code: list[str]) -> None:
    assert loaded(*code) & set(HEAVY) == set()


def test_nothing_heavy_is_loaded_by_the_command_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("同志们：\n今天开会。\n上一篇：物理\n", encoding="utf-8")
    found = loaded("from cleaner.cli import main", f"main(['file', {str(tmp_path / 'a.txt')!r}])")
    assert found & {*HEAVY, "chardet", "opencc", "concurrent", "multiprocessing"} == set()


def test_importing_the_package_loads_nothing_of_it_and_of_others() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import cleaner, sys; print(*(m for m in sys.modules if m.startswith('cleaner.')))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


def test_everything_that_is_promised_can_be_imported() -> None:
    import cleaner

    for name in cleaner.__all__:
        assert getattr(cleaner, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(cleaner, "nothing")  # noqa: B009 - a type checker would know


def dangers(name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        place = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            named = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            yield from (f"{place} {item}" for item in named if item.split(".")[0] in DANGEROUS_MODULES)
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in DANGEROUS:
                yield f"{place} {function.id}"
            if isinstance(function, ast.Attribute):
                whole = ast.unparse(function)
                if function.attr in DANGEROUS_METHODS or whole in ("yaml.load", "os.system", "os.popen"):
                    yield f"{place} {whole}"
            if any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in node.keywords):
                yield f"{place} shell"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_dangerous_is_called(name: str) -> None:
    assert list(dangers(name)) == []


def test_a_text_is_read_only_as_bytes() -> None:
    """Reading in text mode loses the rest of a file after one bad byte."""
    wrong = []
    for name in MODULES:
        if name.split(".")[1:2] not in (["passes"], ["store"], ["inputs"], ["pipeline"]):
            continue
        for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "read_text":
                wrong.append(f"{name}:{node.lineno}")
    assert wrong == []


def test_no_process_reaches_for_the_network() -> None:
    code = (
        "import sys\n"
        "def hook(event, _):\n"
        "    if event.startswith('socket.') or event in ('os.system', 'subprocess.Popen', 'os.exec'): raise RuntimeError(event)\n"
        "import cleaner\nsys.addaudithook(hook)\n"
        "print(cleaner.clean_text('同志们：\\n<img src=http://a.cn/x.png>\\n今天开会。').text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

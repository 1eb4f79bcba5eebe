"""The pages of options say what the tool has, and the READMEs' tables what Config has."""

import importlib.util
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cleaner.config import Config, _bytes

ROOT = Path(__file__).parents[2]


def load(name: str) -> ModuleType:
    """Import a script of docs/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


options: Any = load("options")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_what_the_tool_has(language: str) -> None:
    written = (ROOT / "docs" / options.LANGUAGES[language].page).read_text("utf-8")
    assert written == options.page(language), "run `make options`"


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_has_every_key_with_its_default(readme: str) -> None:
    rows = {key: default for key, default, _ in options.ROW.findall((ROOT / readme).read_text("utf-8"))}
    for field in fields(Config):
        default = getattr(Config(), field.name)
        if default is None:
            assert not rows[field.name].startswith("`"), field.name
        else:
            said = rows[field.name].strip("`")
            shown = [] if default == () else default
            assert said in (str(shown), str(shown).lower(), f'"{shown}"') or _bytes(said.strip('"')) == default, said

"""No package of ours reads a format that can run code, nor runs text as code; the planted faults are all caught."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

MODULES = frozenset(
    {
        "pickle",
        "_pickle",
        "cPickle",
        "cloudpickle",
        "dill",
        "joblib",
        "skops",
        "marshal",
        "shelve",
        "jsonpickle",
    }
    | {"xml.etree", "xml.sax", "xml.dom", "lxml", "telnetlib", "xmlrpc"}
)
BUILTINS = frozenset({"eval", "exec", "compile", "__import__", "breakpoint"})
CALLS = frozenset(
    {
        "yaml.load",
        "yaml.unsafe_load",
        "yaml.full_load",
        "numpy.load",
        "np.load",
        "pd.read_pickle",
        "os.system",
    }
    | {"pandas.read_pickle", "os.popen", "torch.load", "pd.eval", "pandas.eval", "tempfile.mktemp"}
)
WRITERS = {"protection/exports/graphml.py": ["xml.etree", "xml.etree.ElementTree"]}
"""Those that only write what they may not read."""
METHODS = frozenset({"read_pickle", "to_pickle", "extractall", "unsafe_load"})
"""Forbidden whatever they are called on; ``extractall`` follows whatever names stand in an archive."""


def unsafe(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names):
                yield from (each.name for each in names if _forbidden(each.name))
            case ast.ImportFrom(module=str(module), names=names):
                whole = [module, *(f"{module}.{each.name}" for each in names)]
                yield from (name for name in whole if _forbidden(name) or name in CALLS)
            case ast.Call(func=ast.Name(name)) if name in BUILTINS:
                yield name
            case ast.Call(func=ast.Attribute(attr=attribute) as called, keywords=keywords):
                name = ast.unparse(called)
                if name in CALLS or attribute in METHODS:
                    yield name
                if any(k.arg == "shell" and not _is_false(k.value) for k in keywords):
                    yield f"{name}(shell=…)"
                if any(k.arg == "allow_pickle" and not _is_false(k.value) for k in keywords):
                    yield f"{name}(allow_pickle=…)"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _forbidden(name: str) -> bool:
    return any(name == module or name.startswith(module + ".") for module in MODULES)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_reads_a_format_that_can_run_code(package: str) -> None:
    found = {
        str(file.relative_to(ROOT)): names
        for file in sorted((ROOT / package).rglob("*.py"))
        if (names := list(unsafe(file.read_text("utf-8"))))
    }
    assert found == {name: names for name, names in WRITERS.items() if name.startswith(f"{package}/")}


@pytest.mark.parametrize(
    "planted",
    [
        "import pickle",
        "import joblib as harmless",
        "from marshal import loads",
        "from skops.io import load",
        "import shelve",
        "from pandas import read_pickle",
        "import pandas as pd\npd.read_pickle('x')",
        "frame.to_pickle('x')",
        "eval('1')",
        "def f():\n    exec(text)",
        "import yaml\nyaml.load(text)",
        "from yaml import unsafe_load",
        "np.load(path)",
        "np.lib.format.read_array(file, allow_pickle=True)",
        "import os\nos.system('true')",
        "subprocess.run(line, shell=True)",
        "subprocess.run(line, shell=wanted)",
        "zipfile.ZipFile(path).extractall(folder)",
        "import xml.etree.ElementTree as ET",
        "from lxml import etree",
        "__import__(name)",
    ],
)
def test_a_planted_loader_is_caught(planted: str) -> None:
    assert list(unsafe(planted))


def test_what_is_harmless_is_let_through() -> None:
    harmless = (
        "import json\nre.compile('a')\nsubprocess.run(words, shell=False)\nmodel.eval()\nyaml.safe_load(t)"
    )
    assert list(unsafe(harmless)) == []

"""The page of what each part must show names tests that exist, and none of its lines is without one or a plain no."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "acceptance.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = [
    line
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| Part", "| Input"))
]


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    machines = {target.id for node in tree.body if isinstance(node, ast.Assign) for target in _names(node)}
    return frozenset(name for name in functions | machines if name.lower().startswith("test"))


def _names(node: ast.Assign) -> list[ast.Name]:
    return [target for target in node.targets if isinstance(target, ast.Name)]


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() + "-" + str(n) for n, row in enumerate(ROWS)])
def test_every_line_names_tests_that_exist_or_says_what_is_not_built(row: str) -> None:
    shown_by = row.rsplit("|", 2)[1]
    named = NAMED.findall(shown_by)
    assert named or shown_by.strip().startswith("Not built:"), row
    assert shown_by.count("`tests/") == len(named), f"not a path and a name: {shown_by}"
    for path, name in named:
        assert (ROOT / path).is_file(), path
        assert name in names_in(path), f"{path} has no {name}"


def test_every_part_of_the_facts_has_its_works_when() -> None:
    first = PAGE.read_text("utf-8").partition("## First tests")[0]
    parts = set(re.findall(r"^\| 2\.(\d+) ", first, re.MULTILINE))
    assert parts == {str(number) for number in range(1, 13)}

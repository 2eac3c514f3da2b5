"""What the documents say is so: links lead somewhere, commands exist, lists are complete, versions are pinned."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from contract import failures
from kiosk.screens import every_screen

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "deploy/README.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
each_page = pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])


def tracked() -> list[Path]:
    """Every file the repository holds or is about to hold."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def heading_anchors(page: Path) -> set[str]:
    """Headings as a forge turns them into anchors."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@each_page
def test_relative_links_lead_to_files_and_headings(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        to = (page.parent / name).resolve() if name else page
        assert to.exists(), f"{target} is not there"
        assert not anchor or anchor in heading_anchors(to), f"{target}: no such heading"


@each_page
def test_run_commands_exist(page: Path) -> None:
    told = subprocess.run(["sh", "run", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^  ([a-z]+)\b", told, re.MULTILINE)) | {"help"}
    assert {"demo", "test", "check", "kiosk", "hall", "doctor"} <= known
    named = set(re.findall(r"(?:\./|/opt/yiguitong/)run ([a-z]+)", page.read_text("utf-8")))
    assert named <= known, f"not in ./run help: {named - known}"


@each_page
def test_modules_to_run_exist(page: Path) -> None:
    for module in set(re.findall(r"python -m ([a-z_][a-z_.]*[a-z_])", page.read_text("utf-8"))):
        found = importlib.util.find_spec(module)
        assert found is not None, module
        if found.submodule_search_locations is not None:
            assert importlib.util.find_spec(f"{module}.__main__") is not None, f"{module} cannot be run"


@each_page
def test_paths_in_code_marks_exist(page: Path) -> None:
    """`kiosk/rows.py` and the like; patterns, placeholders and made files are left out."""
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"out", "var", ".venv"}
    for marked in re.findall(r"`([\w./-]+)`", page.read_text("utf-8")):
        if "/" in marked and marked.split("/")[0] in tops:
            assert (ROOT / marked).exists(), f"{marked} is not there"


def test_the_readme_shows_the_two_commands_first_of_all() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.index("./run demo") < text.index("./run test") < text.index("## Folders")


def test_the_picture_is_there_and_small() -> None:
    picture = ROOT / "docs" / "pictures" / "road.png"
    assert 0 < picture.stat().st_size < 600_000


def test_failures_page_is_current() -> None:
    assert (ROOT / "docs" / "failures.md").read_text("utf-8") == failures.page()


def test_every_screen_is_listed_and_nothing_else() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "screens.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == [kind.__name__ for kind in every_screen()]


def test_every_decision_is_in_the_index_in_order() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert LINK.findall((folder / "README.md").read_text("utf-8")) == files
    assert [name[:3] for name in files] == [f"{number:03}" for number in range(1, len(files) + 1)]


def test_decisions_give_reasons_and_what_was_rejected() -> None:
    for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:3]} "), path.name
        assert "**Rejected" in text, path.name


def test_the_parts_are_those_of_the_lock() -> None:
    locked = dict(
        re.findall(r"^([a-z0-9-]+)==([^ \\]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    )
    text = (ROOT / "docs" / "decisions" / "001-parts-and-licence.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text, re.MULTILINE)
    checked = set()
    for names, versions in rows:
        pairs = zip(names.lower().split(", "), re.sub(r" \([^)]*\)", "", versions).split(", "), strict=False)
        for name, version in pairs:
            if name in locked:
                assert version == locked[name], name
                checked.add(name)
    assert len(checked) >= 25


def test_every_package_we_chose_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    chosen = {re.split(r"[\[=<>]", one)[0].lower() for one in project["dependencies"]}
    text = (ROOT / "docs" / "decisions" / "001-parts-and-licence.md").read_text("utf-8").lower()
    missing = [name for name in chosen if name.replace("pyside6-", "") not in text]
    assert missing == []


def test_the_changelog_has_the_present_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_no_file_names_this_machine_or_a_package_registry() -> None:
    """Paths of a builder's machine and registries' hosts make a tree that works in one place only."""
    homes = re.compile(rb"(?<![\w.~-])/(?:work|root|home)/")
    passing = re.compile(rb"(?<![\w.~-])/tmp/")
    hosts = re.compile(
        rb"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|registry\.[a-z]+\.(?:org|com|io)|proxy\.golang"
    )
    for path in tracked():
        if path == Path(__file__):
            continue
        data, name = path.read_bytes(), path.relative_to(ROOT)
        assert not homes.search(data), f"{name} holds a path of one machine"
        assert not hosts.search(data), f"{name} names a package registry"
        assert name.parts[0] == "tests" or not passing.search(data), f"{name} holds a temporary path"

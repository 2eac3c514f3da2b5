"""An empty hall says how to begin, and beginning that way works: its own process, its own data folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from workbench.officer import Officer

ROOT = Path(__file__).parents[3]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "HALL_DATA": str(tmp_path / "hall"), "DATABASE_URL": "", "HALL_SECRET_KEY": ""}


@pytest.fixture
def empty_hall(surroundings: dict[str, str]) -> Iterator[str]:
    command = [sys.executable, "-m", "hall", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True) as hall:
        assert hall.stdout is not None
        line = hall.stdout.readline()
        assert "listening on" in line
        yield line.split()[-1]
        hall.terminate()
        hall.wait(10)


def test_an_empty_hall_explains_itself_and_comes_to_life(
    empty_hall: str, surroundings: dict[str, str], browser: Browser
) -> None:
    officer = Officer(empty_hall, browser)
    officer.page.goto(f"{empty_hall}/")
    assert "大厅尚未启用" in officer.page.locator("h1").inner_text()
    assert officer.page.locator("#password").count() == 0
    shown = officer.page.locator("code").nth(1).inner_text()
    command = shown.replace("登录名", "first").replace("…", "第一人").replace('"', "").split()
    made = subprocess.run(
        [sys.executable, *command[1:]], cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True
    )
    officer.sign_in("first", made.stdout.strip())
    page = officer.page.locator("#list").inner_text()
    assert "尚无办件" in page
    assert "终端" in page
    officer.close()

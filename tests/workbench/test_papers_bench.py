"""The bench of papers: one table that is shown whole at its end, every section in it, and what a finder may not do."""

import numpy as np
import pytest

from workbench import bench_papers
from workbench.papers_bench.finder import FINDERS, Tally, plain_recipe
from workbench.papers_bench.scene_sets import Posed
from workbench.papers_bench.table import Table, say


def test_nothing_is_shown_before_the_table_is_and_then_every_row_in_its_order(capsys):
    table = Table()
    table.section("first")
    table.goal(True, "quick enough")
    table.row("a figure")
    say("half way")
    before = capsys.readouterr()
    assert before.out == ""
    assert before.err == "half way\n"
    table.show()
    assert capsys.readouterr().out == "\nfirst\nmet   quick enough\n      a figure\n"
    assert table.met


def test_one_goal_that_is_missed_misses_the_table():
    table = Table()
    for met in (True, False, True):
        table.goal(met, "a goal")
    assert not table.met
    assert [line[:4] for line in table.lines] == ["met ", "MISS", "met "]


@pytest.mark.parametrize("missed", [False, True])
def test_every_section_is_in_the_table_and_time_to_go_is_told_before_each(monkeypatch, capsys, missed):
    def section(name, met):
        return lambda table, rounds: table.goal(met, f"{name} in {rounds} rounds")

    sections = (("one", section("one", True), 60, 30), ("two", section("two", not missed), 0, 60))
    monkeypatch.setattr(bench_papers, "SECTIONS", sections)
    assert bench_papers.papers(2) is not missed
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0] == "met   one in 2 rounds"
    assert "two in 2 rounds" in shown.out.splitlines()[1]
    assert "one: about 120 s of 4 min still to go" in shown.err
    assert "two: about 120 s of 2 min still to go" in shown.err


def test_a_sheet_on_an_empty_ground_counts_as_found_falsely_and_none_found_as_no_overlap():
    corners = np.array([[10, 10], [90, 10], [90, 60], [10, 60]], np.float32)
    frame = np.zeros((72, 96, 3), np.uint8)
    empty, laid = Tally(), Tally()
    assert not empty.add(Posed(0, frame, None), lambda _frame: corners)[1]
    assert "falsely found 1 of" in empty.line("ours", "empty")
    assert laid.add(Posed(1, frame, corners), lambda _frame: corners)[1]
    assert not laid.add(Posed(2, frame, corners), lambda _frame: None)[1]
    assert laid.good_share == 0.5
    assert laid.errors_px == [0.0]


def test_the_plain_recipe_finds_a_white_sheet_on_black_and_is_among_those_measured():
    frame = np.zeros((720, 960, 3), np.uint8)
    frame[200:500, 300:700] = 240
    found = plain_recipe(frame)
    assert np.abs(found.min(axis=0) - [300, 200]).max() < 4
    assert np.abs(found.max(axis=0) - [700, 500]).max() < 4
    assert {"ours", "plain recipe", "white-paper-scanner", "document-cropper"} == set(FINDERS)

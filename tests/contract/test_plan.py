"""The longest path through what waits for what (domain 2.11)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import Pause
from contract.plan import After, Circle, Edge, Step, due_days, held_by, in_order, workdays_of
from contract.workdays import add_workdays

MONDAY = date(2026, 3, 2)


@st.composite
def chains(draw: st.DrawFn) -> list[Step]:
    """Parts that wait only for earlier ones, in any order."""
    count = draw(st.integers(1, 7))
    steps = []
    for place in range(count):
        on = draw(st.sets(st.integers(0, place - 1), max_size=place)) if place else set()
        after = tuple(After(item=str(one), kind=draw(st.sampled_from(list(Edge)))) for one in sorted(on))
        steps.append(Step(str(place), draw(st.integers(0, 6)), after))
    return draw(st.permutations(steps))


def every_path(steps: list[Step]) -> int:
    """The longest of all paths, each walked by itself: the sum of the days of the parts it waits for to the end."""
    by_id = {step.id: step for step in steps}

    def start(id_: str) -> int:
        starts = [0]
        for edge in by_id[id_].after:
            if edge.kind is Edge.RESULT:
                starts.append(start(edge.item) + (by_id[edge.item].workdays or 0))
            elif edge.kind is Edge.ACCEPTANCE:
                starts.append(start(edge.item))
        return max(starts)

    return max(start(step.id) + (step.workdays or 0) for step in steps)


@given(chains())
def test_the_whole_is_promised_by_the_longest_path(steps: list[Step]) -> None:
    days = every_path(steps)
    assert workdays_of(steps) == days
    assert max(day for day in due_days(steps, MONDAY).values() if day) == add_workdays(MONDAY, days)


@given(chains())
def test_nothing_comes_before_what_it_waits_for(steps: list[Step]) -> None:
    order = in_order({step.id: step.after for step in steps})
    assert sorted(order) == sorted(step.id for step in steps)
    for step in steps:
        assert all(order.index(edge.item) < order.index(step.id) for edge in step.after)


def test_a_part_without_a_number_leaves_the_whole_without_a_date() -> None:
    steps = [Step("a", None), Step("b", 2, (After(item="a"),)), Step("c", 3)]
    assert workdays_of(steps) is None
    assert due_days(steps, MONDAY) == {"a": None, "b": None, "c": add_workdays(MONDAY, 3)}


def test_a_pause_moves_what_stands_on_it_and_nothing_else() -> None:
    pause = Pause(date(2026, 3, 4), date(2026, 3, 6))  # Wednesday and Thursday stood still
    steps = [Step("a", 3, (), (pause,)), Step("b", 2, (After(item="a"),)), Step("c", 3)]
    dues = due_days(steps, MONDAY)
    assert (dues["a"], dues["b"]) == (add_workdays(MONDAY, 5), add_workdays(MONDAY, 7))
    assert dues["c"] == add_workdays(MONDAY, 3)


def test_a_circle_is_refused() -> None:
    with pytest.raises(Circle):
        in_order({"a": (After(item="b"),), "b": (After(item="a"),)})


def test_whose_results_are_needed_by_way_of_others() -> None:
    after = {"a": (), "b": (After(item="a"),), "c": (After(item="b"), After(item="d", kind=Edge.BETTER_FIRST)), "d": ()}
    assert held_by("c", after) == {"a", "b"}

"""The queue's bench measures what it says: every cycle delivers, and a link that breaks costs what was lost."""

import pytest

from workbench.queue import bench, delivery
from workbench.queue.child import Child
from workbench.queue.targets import FLOOR, OURS


@pytest.mark.parametrize("name", [FLOOR, OURS])
def test_a_child_enqueues_claims_and_acknowledges(tmp_path, name):
    child = Child(name, tmp_path)
    try:
        child.ask("fill", 20)
        assert child.ask("enqueue", 5) > 0
        assert child.ask("cycle", 10) > 0
        assert len(child.ask("claim", 3)) >= 3
        assert child.ask("rss") > 1
        with pytest.raises(RuntimeError, match="no-such"):
            child.ask("no-such", 0)
    finally:
        child.close()


def test_ours_really_settles_what_it_counts(tmp_path):
    from workbench.queue.targets import Ours

    target = Ours(tmp_path)
    target.fill(30)
    for item in target.made(32):
        target.cycle(item)
    assert target._store.stats().sent == 32


def test_a_paper_over_a_breaking_link_arrives_whole(monkeypatch, capsys):
    monkeypatch.setattr(delivery, "_PAPER_BYTES", 3_000_000)
    monkeypatch.setattr(delivery, "_CUT_EVERY_BYTES", 700_000)
    delivery.over_a_breaking_link()
    said = capsys.readouterr().out
    assert "(4 cuts)" in said or "(5 cuts)" in said
    assert "arrived whole" in said


def test_what_was_wanted_is_what_is_judged():
    assert not bench._at_least("x", 0.79, 0.8)
    assert bench._at_least("x", 0.8, 0.8)
    assert not bench._at_most("x", 51, 50, "us")

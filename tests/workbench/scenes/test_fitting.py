"""The fit of the weights learns which shape of a scene is right, and when none is."""

import numpy as np

from workbench.papers_bench.fitting import Shapes, fitted, written


def _made(scenes: int = 60) -> Shapes:
    """Ten shapes a scene; the one whose first sign is over 2 is right, and every third scene has none."""
    rng = np.random.default_rng(1)
    signs = rng.normal(0, 0.5, (scenes, 10, 3))
    right = np.zeros((scenes, 10))
    for number in range(scenes):
        if number % 3:
            signs[number, number % 10, 0], right[number, number % 10] = 3.0, 1.0
    return Shapes(("told", "other", "third"), signs.reshape(-1, 3), right.ravel(), np.repeat(np.arange(scenes), 10))


def test_the_right_shape_is_chosen_and_none_where_there_is_none() -> None:
    shapes = _made()
    table, nodes, bias = fitted(shapes, steps=150)
    values = np.clip((shapes.signs - table[:, 0]) / table[:, 1], -3.5, 3.5)
    score = (bias + values @ table[:, 2] + np.tanh(values @ table[:, 3:] + nodes[:, 0]) @ nodes[:, 1]).reshape(-1, 10)
    for number, row in enumerate(score):
        if number % 3:
            assert row.argmax() == number % 10
            assert row.max() > 0
        else:
            assert np.log(np.exp(row).sum()) < 0


def test_what_is_written_can_be_read_again() -> None:
    shapes = _made()
    read: dict[str, object] = {}
    exec(written(shapes.names, *fitted(shapes, steps=2)), read)  # noqa: S102  # a module's text, made here
    assert list(read["SIGNS"]) == ["told", "other", "third"]
    assert len(read["NODES"]) == 8

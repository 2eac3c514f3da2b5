"""Invented cases in the test's own database, for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from hall.filling.fill import _inventor, _keep


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards: invented cases must not stand between those of other tests."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written(cases: int, seed: int = 11) -> None:
    """Write so many."""
    inventor = _inventor(seed)
    made = list(inventor.cases(cases))
    _keep(made, inventor.taken, inventor.counters.results)

"""The balance sheet: what was handed in and moved in the city, laid beside the books of the hall."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workbench.city.day.truth import Truth


@dataclass(frozen=True)
class Sheet:
    """Faults by name (all 0 when every case and parcel is accounted for), and the figures beside them."""

    faults: dict[str, int]
    figures: dict[str, int]
    cases_by_state: dict[str, int]
    parcels_by_holder: dict[str, int]

    @property
    def balanced(self) -> bool:
        """Whether nothing is lost, doubled or in other hands than the hall believes."""
        return not any(self.faults.values())

    def lines(self) -> Iterator[str]:
        """The sheet, to be read by people."""
        for title, part in (("cases by state", self.cases_by_state), ("parcels by holder", self.parcels_by_holder)):
            yield title
            yield from (f"  {name:<52}{number:>8}" for name, number in sorted(part.items()))
            yield f"  {'together':<52}{sum(part.values()):>8}"
        yield "envelopes and the day"
        yield from (f"  {name:<52}{number:>8}" for name, number in self.figures.items())
        yield "what must be zero"
        yield from (f"  {name:<52}{number:>8}" for name, number in self.faults.items())


def balance(truth: Truth, books: dict[str, Any], waiting: int, deaths: int) -> Sheet:
    """Compare. `books` is `workbench.city.day.desks.Office.books`."""
    rows = [(UUID(id_), provisional, number, state) for id_, provisional, number, state in books["cases"]]
    in_hall = {id_: number for id_, _provisional, number, _state in rows}
    provisional_twice = len(rows) - len({provisional for _id, provisional, _number, _state in rows})
    refused = sum(number for what, number in truth.envelopes.items() if what.startswith("refused"))
    made, sent = (_of(truth.envelopes, word) for word in ("made", "sent"))
    taken, held = Counter(books["envelopes"]), books["parcels"]
    faults = {
        "cases lost": len(truth.cases.keys() - in_hall.keys()),
        "cases the hall has and nobody handed in": len(in_hall.keys() - truth.cases.keys()),
        "cases doubled (one provisional number, two cases)": provisional_twice,
        "case numbers given twice": len(rows) - len(set(in_hall.values())),
        "receipts missing or naming another number": sum(truth.receipts.get(id_) != in_hall[id_] for id_ in in_hall),
        "parcels lost": len(truth.holders.keys() - held.keys()),
        "parcels the hall has and nobody moved": len(held.keys() - truth.holders.keys()),
        "parcels in other hands than the hall believes": sum(
            parcel in held and held[parcel] != holder for parcel, holder in truth.holders.items()
        ),
        "parcels with a gap in their chain": len(books["broken"]),
        "parcels in doubt": books["doubts"],
        "envelopes still waiting": waiting,
        "envelopes refused": refused,
        "envelopes taken more or less often than once": sum(abs(n) for n in _differences(made, taken)),
    }
    figures = {
        "envelopes made": made.total(),
        "receipts held for them": sent.total(),
        "rounds of a terminal cut off from the hall": truth.cut_off,
        "processes of the hall killed": deaths,
    }
    states = Counter(state for _id, _provisional, _number, state in rows)
    return Sheet(faults, figures, dict(states), dict(Counter(truth.holders.values())))


def _of(envelopes: Counter[str], word: str) -> Counter[str]:
    found = {what.removeprefix(f"{word} "): n for what, n in envelopes.items() if what.startswith(f"{word} ")}
    return Counter(found)


def _differences(made: Counter[str], taken: Counter[str]) -> Iterator[int]:
    return (made[kind] - taken[kind] for kind in made | taken)

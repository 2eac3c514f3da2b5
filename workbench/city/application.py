"""One application of the city's simulations: a synthetic person hands in an item's sample answers."""

from datetime import date, datetime, timedelta

from stdnum.cn import ric

from contract import catalogue
from contract.bodies import Answer, Applicant, Signature, Submission
from contract.envelope import digest

_OLDEST, _DAYS = date(1936, 1, 1), 8_700  # all of them past sixty
_DISTRICTS = ("440103", "440104", "440105", "440106")


def application(item: str, provisional: str, parcel: str | None, now: datetime, person: int = 0) -> Submission:
    """Handed in at `now` under a provisional number; `parcel`: the barcode of its originals' envelope, or None.

    `person`: which of some thirty thousand women hands it in. Everybody's certificates under one number would make
    looking at one person's as slow as a city's.
    """
    known = catalogue.load()
    sample = known.items[item].sample | _person(person)
    return Submission(
        provisional_number=provisional,
        items=[item],
        catalogue_version=known.version,
        applicant=Applicant(name=sample["p.name"], id_number=sample["p.id_no"], mobile=sample["p.mobile"]),
        answers={name: Answer(value=value, origin="typed") for name, value in sample.items()},
        materials=[],
        originals_parcel=parcel,
        delivery="here",
        signature=Signature(strokes=[[(1.0, 2.0, 0), (3.5, 2.25, 16)]], document_sha256=digest(b"form")),
        prereview_verdict="pass",
        submitted_at=now,
        language="zh-Hans",
    )


def _person(number: int) -> dict[str, str]:
    """Sequence 000, which is given to nobody, keeps the number of each a synthetic one."""
    day, district = number % _DAYS, _DISTRICTS[number // _DAYS % len(_DISTRICTS)]
    born = _OLDEST + timedelta(days=day)
    first = f"{district}{born:%Y%m%d}000"
    return {"p.id_no": first + str(ric.calc_check_digit(first + "0")), "p.birth": born.isoformat(), "p.sex": "female"}

"""Finding cases by what stands on a slip, each way over an index of its own (decision 047)."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from contract.numbers import CASE_NUMBER_LENGTH, ITEM_CODE_LENGTH, is_case_number
from hall.cases.models import Case
from hall.parcels.models import Parcel

FOUND_AT_MOST = 200
SHORTEST = 4
"""Fewer characters lead to too many cases for anybody to look through."""
_TAIL_LENGTH = CASE_NUMBER_LENGTH - ITEM_CODE_LENGTH


def found(words: str) -> list[Case]:
    """Cases by a parcel's barcode, a provisional number, or the number's beginning or end, last changed first.

    At least `SHORTEST` characters; of more than `FOUND_AT_MOST` cases one more than that, by a number's end
    the newest. That end may be written as lists show it, with a stroke between day and sequence.
    """
    words = words.upper()
    if is_case_number(words):
        return list(Case.objects.filter(number=words))
    if len(words) < SHORTEST:
        return []
    rows = {case.pk: case for query in queries(words) for case in query[: FOUND_AT_MOST + 1]}
    return sorted(rows.values(), key=lambda case: case.updated_at, reverse=True)[: FOUND_AT_MOST + 1]


def parcels(words: str, among: QuerySet[Parcel]) -> list[Parcel]:
    """Of `among`, those whose barcode begins so, whose terminal it is, or that belong to a case found so.

    At least `SHORTEST` characters; at most `FOUND_AT_MOST`, in the order of their barcodes.
    """
    words = words.upper()
    if len(words) < SHORTEST:
        return []
    ways = [Q(pk__startswith=words), Q(terminal=words), Q(case__in=[case.pk for case in found(words)])]
    rows = {row.pk: row for way in ways for row in among.filter(way)[:FOUND_AT_MOST]}
    return [rows[barcode] for barcode in sorted(rows)][:FOUND_AT_MOST]


def queries(words: str) -> Iterator[QuerySet[Case]]:
    """What the words may mean; each is answered by an index."""
    cases = Case.objects.only("id", "number", "updated_at")
    yield cases.filter(number__startswith=words)
    yield cases.filter(provisional_number__startswith=words)
    yield cases.filter(originals_parcel=words)
    yield cases.filter(pk__in=list(Parcel.objects.filter(pk=words).values_list("case", flat=True)))
    end = words.replace("-", "")
    if end.isascii() and end.isdigit() and len(end) <= _TAIL_LENGTH:
        yield cases.alias(end=Reverse("number")).filter(end__startswith=end[::-1]).order_by("-received_at")

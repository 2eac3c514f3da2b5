"""What terminals tell of their doors: kept once, shown to whoever looks after terminals, never an order."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from contract.bodies import Alarm, DoorAlarm
from contract.envelope import Kind
from hall.fleet.models import DoorAlarmRow
from hall.fleet.services import doors_in_alarm
from hall.ledger import WrittenOnce
from hall.metrics import REGISTRY

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def alarm(box: Any, event: DoorAlarm, compartment: int = 5, **more: Any) -> Any:
    body = Alarm(
        sequence=next(box.sequence),
        at=AT,
        event=event,
        compartment=compartment,
        parcel=more.pop("parcel", None),
        **more,
    )
    return box.envelope(Kind.ALARM, body)


def standing(box: Any) -> list[tuple[int, str]]:
    return [(row.compartment, row.event) for row in doors_in_alarm() if row.terminal_id == box.id]


def test_an_alarm_is_kept_once_and_stands_until_the_door_is_shut(box: Any) -> None:
    before = REGISTRY.get_sample_value("hall_doors_in_alarm")
    sent = alarm(box, DoorAlarm.UNCOMMANDED_OPENING, parcel="R00HALL0000015")
    first, second = box.post(sent), box.post(sent)
    assert first.status_code == 200
    assert second.content == first.content
    rows = DoorAlarmRow.objects.filter(terminal=box.id)
    assert [(row.event, row.compartment, row.parcel) for row in rows] == [("uncommanded_opening", 5, "R00HALL0000015")]
    assert box.post(alarm(box, DoorAlarm.LEFT_AJAR, 7, open_s=120)).status_code == 200
    assert standing(box) == [(7, "left_ajar"), (5, "uncommanded_opening")]
    assert REGISTRY.get_sample_value("hall_doors_in_alarm") == (before or 0) + 2
    assert box.post(alarm(box, DoorAlarm.SHUT_AGAIN, 5)).status_code == 200
    assert standing(box) == [(7, "left_ajar")]


def test_an_alarm_that_fits_no_column_is_refused_for_good(box: Any) -> None:
    answer = box.post(alarm(box, DoorAlarm.LEFT_AJAR, parcel="x" * 15))
    assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit")


def test_an_alarm_is_written_once(box: Any) -> None:
    assert box.post(alarm(box, DoorAlarm.UNCOMMANDED_OPENING)).status_code == 200
    row = DoorAlarmRow.objects.filter(terminal=box.id).get()
    row.event = DoorAlarm.SHUT_AGAIN
    with pytest.raises(WrittenOnce):
        row.save()
    for statement in ("UPDATE fleet_dooralarmrow SET compartment = 1", "DELETE FROM fleet_dooralarmrow"):
        with (
            pytest.raises(DatabaseError, match="written once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

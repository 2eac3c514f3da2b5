"""Doors that opened without a command, or were never shut. Every function works inside the given transaction."""

from datetime import datetime

from contract.bodies import Alarm, DoorAlarm
from kiosk.custody import boxes, duty, journal
from kiosk.custody.boxes import Box
from kiosk.custody.events import Writer
from kiosk.custody.journal import TERMINAL, Entry
from kiosk.custody.words import BoxState
from offline_queue.store import Tx

ENTRIES = (Entry.UNCOMMANDED_OPENING, Entry.LEFT_AJAR, Entry.SHUT_AGAIN)


def uncommanded(tx: Tx, writer: Writer, number: int, now: datetime, *, attended: bool) -> bool:
    """See `Custody.uncommanded`. The box keeps its parcel; only staff's word brings it back into use."""
    box = boxes.get(tx, number)
    if attended and boxes.live(tx, number) is not None:
        return False
    if box.state is BoxState.OUT_OF_SERVICE and box.parcel is None:
        journal.append(tx, now, Entry.DOOR_SEEN, compartment=number, door="open", was=box.state.value)
        return False
    _tell(tx, writer, DoorAlarm.UNCOMMANDED_OPENING, box, now)
    if box.state is BoxState.OUT_OF_SERVICE:
        boxes.set_state(tx, box, box.state, box.parcel, now)  # whoever had looked before has to look again
    else:
        duty.set_aside(tx, number, TERMINAL, DoorAlarm.UNCOMMANDED_OPENING.value, now)
    return True


def left_ajar(tx: Tx, writer: Writer, number: int, open_s: float, now: datetime) -> bool:
    """See `Custody.left_ajar`. The box is OPEN by the door's word and so is given to nobody."""
    box = boxes.get(tx, number)
    if box.state is BoxState.OUT_OF_SERVICE:
        return False
    _tell(tx, writer, DoorAlarm.LEFT_AJAR, box, now, open_s)
    return True


def shut_again(tx: Tx, writer: Writer, number: int, now: datetime) -> None:
    """See `Custody.shut_again`."""
    _tell(tx, writer, DoorAlarm.SHUT_AGAIN, boxes.get(tx, number), now)


def standing(tx: Tx) -> list[int]:
    """Compartments set aside by such an alarm since when nobody has opened, emptied or switched them, by number."""
    rows = tx.execute(
        "SELECT c.number FROM compartments c WHERE c.fitted = 1 AND c.state = 'out_of_service' AND EXISTS"
        " (SELECT 1 FROM journal j WHERE j.compartment = c.number AND j.entry = ? AND j.at = c.since)"
        " ORDER BY c.number",
        (Entry.UNCOMMANDED_OPENING.value,),
    )
    return [row[0] for row in rows]


def not_shut_again(tx: Tx) -> list[int]:
    """Compartments whose last alarm the hall does not know to be over, by number. Reads the whole journal."""
    rows = tx.execute(
        "SELECT compartment FROM journal WHERE sequence IN (SELECT max(sequence) FROM journal WHERE entry IN (?, ?, ?)"
        " GROUP BY compartment) AND entry != ? ORDER BY compartment",
        (*(entry.value for entry in ENTRIES), Entry.SHUT_AGAIN.value),
    )
    return [row[0] for row in rows]


def _tell(tx: Tx, writer: Writer, event: DoorAlarm, box: Box, now: datetime, open_s: float | None = None) -> None:
    whole_s = None if open_s is None else int(open_s)
    sequence = journal.append(
        tx, now, Entry(event.value), compartment=box.number, parcel=box.parcel, was=box.state.value, open_s=whole_s
    )
    body = Alarm(sequence=sequence, at=now, event=event, compartment=box.number, parcel=box.parcel, open_s=whole_s)
    writer.alarm(tx, body, now)

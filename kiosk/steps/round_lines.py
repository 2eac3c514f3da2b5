"""A courier's round, line by line: in words, for the screen, and for the hall."""

from datetime import datetime

from contract.bodies import ManifestLine
from contract.text import Text
from kiosk.clock import stamp
from kiosk.screens.screen import Row
from kiosk.step import Here
from kiosk.visit import Round

STATE_TEXT = {
    "waiting": Text(zh="待取", en="To collect"),
    "open": Text(zh="柜门已开", en="Door open"),
    "done": Text(zh="已扫码", en="Scanned"),
    "absent": Text(zh="柜内没有", en="Not there"),
    "damaged": Text(zh="破损", en="Damaged"),
}
_LOADED = Text(zh="已投放", en="Loaded")
_BOX = Text(zh="{0} 号柜", en="No. {0}")


def moment(text: str) -> str:
    """A moment of the journal as people read it."""
    return stamp(datetime.fromisoformat(text))


def manifest_lines(round_: Round) -> list[ManifestLine]:
    """The round as it goes to the hall: what was not touched is not on it."""
    return [
        ManifestLine(parcel=one.parcel, compartment=one.compartment, result=one.state)
        for one in round_.lines
        if one.state != "waiting"
    ]


def round_rows(here: Here) -> list[Row]:
    """One row an envelope: compartment, barcode, and what became of it."""
    t, round_ = here.visit.t, here.visit.tour
    rows = []
    for one in round_.lines:
        loaded = round_.direction == "load" and one.state == "done"
        rows.append(Row(t(_BOX).format(one.compartment), one.parcel, t(_LOADED if loaded else STATE_TEXT[one.state])))
    return rows

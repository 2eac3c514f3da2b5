"""What the panel shows: the state of everything around the terminal, as plain values for the window; no Qt here."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import requests

from config.settings import Settings
from contract.parcel import is_barcode
from workbench.card import people
from workbench.hand import ScreenError
from workbench.panel.bench import Bench
from workbench.world import World

SLIPS_SHOWN = 3
STRAY = "雨伞 umbrella"  # a thing that no one expects in a compartment


@dataclass(frozen=True)
class Beyond:
    """What must be asked over a wire and is therefore asked seldom: the hall's store, the terminal's screen."""

    hall: bool = False
    parcels: tuple[str, ...] = ()
    messages: tuple[dict[str, str], ...] = ()
    view: str = ""
    parcel_on_screen: str = ""


class Beholder:
    """Asks the hall and the screen; used from one thread only."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._messages: tuple[dict[str, str], ...] = ()

    def look(self) -> Beyond:
        """A fresh view; a hall or a terminal that does not answer is a state, not an error."""
        try:
            parcels, count = self._store()
            if count != len(self._messages):
                self._messages = tuple(self._world.notices())
            hall = True
        except (sqlite3.Error, requests.RequestException):
            parcels, hall = (), False
        view, parcel = self._screen()
        return Beyond(hall, parcels, self._messages, view, parcel)

    def _store(self) -> tuple[tuple[str, ...], int]:
        """Barcodes the hall knows, and how many messages with a code it has written."""
        path = self._world.folder / "hall" / "hall.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            parcels = tuple(row[0] for row in store.execute("SELECT barcode FROM parcels_parcel ORDER BY made_at"))
            (count,) = store.execute("SELECT count(*) FROM notices_notice WHERE code_sealed IS NOT NULL").fetchone()
            return parcels, count

    def _screen(self) -> tuple[str, str]:
        """The terminal's present view and the parcel it speaks of."""
        if not self._world.kiosk_running:
            return "", ""
        try:
            screen = self._world.hand.screen
        except (ScreenError, OSError, ValueError, AttributeError):
            return "", ""  # it is starting, or was just killed
        parcel = str(screen["values"].get("parcel", ""))
        return str(screen["view"]), parcel if is_barcode(parcel) else ""


def doors(bench: Bench, settings: Settings) -> list[dict[str, Any]]:
    """One dict a door, in painted order: state, contents, pulses, faults, and where it is drawn.

    `top` and `height` are in units of the smallest door; `column` counts from the left, `row` from the top.
    """
    bank = bench.world.bank
    pulses, faults = bank.pulses, set(bank.faults)
    heights: dict[int, list[float]] = {}  # of the doors above, a list a column
    shown = []
    for one in settings.locker.compartments:
        above = heights.setdefault(one.column, [])
        shown.append(
            {
                "number": one.number,
                "size": one.size,
                "board": one.board,
                "column": one.column,
                "row": len(above),
                "top": sum(above),
                "height": one.height,
                "open": bank.door(one.number),
                "things": list(bank.things(one.number)),
                "pulses": pulses[one.number],
                "jammed": f"jammed {one.number}" in faults,
                "dead": f"sensor dead {one.number}" in faults,
                "silent": one.board in bench.silent_boards,
            }
        )
        above.append(one.height)
    return shown


def rest(bench: Bench, beyond: Beyond) -> dict[str, Any]:
    """Everything but the doors."""
    world = bench.world
    slips = world.printer.files
    card = bench.card if world.pcscd.card is not None else ""
    return {
        "card": card,
        "idReader": world.id_reader is not None,
        "idCard": world.id_reader.card.key if world.id_reader and world.id_reader.card else "",
        "person": bench.person,
        "personName": people.ALL[bench.person].name,
        "paper": bench.paper,
        "cameraFaults": bench.camera_faults,
        "cameraPlugged": bench.camera_plugged,
        "viewers": world.camera.viewers,
        "printerFaults": bench.printer_faults,
        "printerPlugged": bench.printer_plugged,
        "slips": [path.as_uri() for path in reversed(slips[-SLIPS_SHOWN:])],
        "slipCount": len(slips),
        "busPlugged": bench.bus_plugged,
        "boards": [{"address": one.address, "silent": one.address in bench.silent_boards} for one in world.bank.boards],
        "network": not world.cable.is_cut,
        "kiosk": world.kiosk_running,
        "view": beyond.view,
        "hall": beyond.hall,
        "messages": [dict(one) for one in reversed(beyond.messages[-3:])],
        "desk": desk(world, beyond),
    }


def desk(world: World, beyond: Beyond) -> list[str]:
    """Envelopes at hand: every barcode known so far that lies in no compartment, newest first."""
    printed = [code for slip in world.printer.slips for code in slip.codes if is_barcode(code)]
    known = dict.fromkeys([*beyond.parcels, *printed])
    if beyond.parcel_on_screen:
        known.pop(beyond.parcel_on_screen, None)
        known[beyond.parcel_on_screen] = None  # what the screen speaks of is what one wants next
    inside = {thing for number in world.bank.compartments for thing in world.bank.things(number)}
    return [code for code in reversed(known) if code not in inside]

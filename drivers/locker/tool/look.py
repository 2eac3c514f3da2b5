"""The commands `doors`, `watch` and `open`."""

import time
from collections.abc import Callable

from drivers.locker.bank import Bank
from drivers.locker.tool.console import Ended, ask, say
from drivers.locker.tool.lines import Wired
from drivers.locker.watch import (
    Ajar,
    AllOpen,
    Back,
    DoorEvent,
    DoorWatch,
    FoundOpen,
    Opened,
    Shut,
    Silent,
    Uncommanded,
    WatchTimes,
)
from drivers.roles import Door


def doors(bank: Bank) -> int:
    """Every door once, and the health of every board; 1 when no door could be read."""
    found = bank.doors()
    for number, door in found.items():
        inside = {True: "  something inside", False: "  empty", None: ""}[bank.occupied(number)]
        say(f"{number:4}  {door.value}{inside}")
    for name, health in bank.status().items():
        say(f"{name}: {health}")
    return int(all(door is Door.UNKNOWN for door in found.values()))


def watch(bank: Bank, wired: Wired, every_s: float, sleep: Callable[[float], None] = time.sleep) -> int:
    """Every door once, then every change as the terminal's own watch sees it, until Ctrl-C."""
    boards = {one.compartment: f"{one.line}/{one.board}" for one in wired.channels}
    eye = DoorWatch(boards, WatchTimes(poll_s=every_s))
    first = bank.doors()
    for number, door in first.items():
        say(f"{time.strftime('%H:%M:%S')}  {number:4}  {door.value}")
    eye.seen(first, time.monotonic())
    while True:
        sleep(every_s)
        for event in eye.seen(bank.doors(), time.monotonic()):
            say(f"{time.strftime('%H:%M:%S')}  {_told(event)}")


def _told(event: DoorEvent) -> str:
    match event:
        case Uncommanded(number) | FoundOpen(number) | Opened(number):
            return f"{number:4}  open"
        case Shut(number, open_s):
            return f"{number:4}  closed after {open_s:.0f} s"
        case Ajar(number, _, open_s):
            return f"{number:4}  still open after {open_s:.0f} s"
        case Silent(board, numbers):
            return f"board {board} is silent: doors {' '.join(map(str, numbers))} are unknown"
        case Back(board, numbers):
            return f"board {board} answers again: doors {' '.join(map(str, numbers))}"
        case AllOpen():
            return "every door reads open: is closed_when set the wrong way round?"


def open_one(bank: Bank, compartment: int, *, sure: bool) -> int:
    """One pulse, after asking; 1 when it was not wished or the door was not seen open."""
    say(f"door {compartment} is {bank.door(compartment).value}")
    if not sure and not _confirmed(compartment):
        say("not opened")
        return 1
    began = time.time()
    opening = bank.open(compartment)
    for name, moment in (
        ("sent", opening.sent_at),
        ("acknowledged", opening.acknowledged_at),
        ("seen open", opening.seen_open_at),
    ):
        say(f"{name:13} {'no' if moment is None else f'after {moment - began:.2f} s'}")
    return 0 if opening.seen_open_at is not None else 1


def _confirmed(compartment: int) -> bool:
    say(f"Open door {compartment}? Whatever lies inside can be taken. Type its number to go on:")
    try:
        return ask(">") == str(compartment)
    except Ended:
        return False

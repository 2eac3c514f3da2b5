"""Going through a card reader from the service to the last file, for a technician; prints nothing of the person.

No key of the card is used and no PIN is asked for, unless `authenticate` is given: then the card gets one cryptogram,
and a wrong one costs it one of its few tries.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, unique

from drivers.card import social
from drivers.card.apdu import Channel
from drivers.card.atr import historical_bytes
from drivers.card.errors import (
    AccessDenied,
    CardError,
    CardFault,
    CardMute,
    NotSocialSecurityCard,
    ReaderBusy,
    ReaderLost,
    ServiceDown,
)
from drivers.card.identity import HOLDER_ITEMS, TAGS
from drivers.card.pcsc import Connection, Context, Slot
from drivers.card.psam import Psam, PsamSettings
from drivers.card.reader import open_sam
from drivers.card.social import Reading
from drivers.roles import Genuineness, NotRead

HISTORY_BYTES = 13
"""Historical bytes the specification wants (card facts 1.1)."""

_ADVICE: tuple[tuple[type[CardError], str], ...] = (
    (ServiceDown, "start it: sudo systemctl enable --now pcscd.socket (Debian package pcscd)"),
    (AccessDenied, "polkit refuses this user: allow org.debian.pcsc-lite.access_pcsc and access_card (operations.md)"),
    (ReaderBusy, "another program holds the card; stop it (sudo systemctl stop kiosk) and try again"),
    (ReaderLost, "check the cable, then: sudo systemctl restart pcscd"),
    (CardMute, "chip up and first; wipe it; if several cards are mute, clean the reader's contacts"),
    (NotSocialSecurityCard, "put in a social-security card"),
    (CardFault, "try another card; if that fails too, the reader: python -m drivers.card read --trace"),
)
_SAM_ADVICE = "see [card.psam] of the settings: reader, adf; is the module in its slot, chip the right way?"


@unique
class Result(StrEnum):
    """How one check went."""

    PASS = "PASS"  # noqa: S105 - not a password
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at and what was seen, and what to do when it is not well."""

    result: Result
    what: str
    seen: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"\n      -> {self.advice}" if self.advice else ""
        return f"{self.result.value}  {self.what}: {self.seen}{advice}"


@dataclass
class _Meter:
    """A wire that counts and times what goes over it."""

    connection: Connection
    count: int = 0
    spent_s: float = 0.0
    longest_s: float = field(default=0.0)

    def transmit(self, command: bytes) -> bytes:
        began = time.monotonic()
        try:
            return self.connection.transmit(command)
        finally:
            spent = time.monotonic() - began
            self.count, self.spent_s = self.count + 1, self.spent_s + spent
            self.longest_s = max(self.longest_s, spent)


def examine(pattern: str, psam: PsamSettings | None, *, authenticate: bool = False) -> Iterator[Finding]:
    """Every finding in turn, as far as it goes."""
    began = time.monotonic()
    try:
        with Context() as context:
            spent_ms = (time.monotonic() - began) * 1000
            yield Finding(Result.PASS, "PC/SC service", f"answers after {spent_ms:.0f} ms")
            module = Psam(psam, lambda: open_sam(psam.reader)) if psam else None
            slot = context.find(pattern, (psam.reader,) if psam else ())
            sam_slot = context.find(psam.reader) if psam else None
            yield from _readers(context.readers(), slot, sam_slot, pattern)
            if slot is not None:
                yield from _card(context, slot, module, authenticate)
            yield _sam(module)
    except CardError as error:
        yield _failed("PC/SC service", error)


def _readers(names: list[str], slot: str | None, sam_slot: str | None, pattern: str) -> Iterator[Finding]:
    if not names:
        yield Finding(Result.FAIL, "readers", "none", "plug it in; lsusb shows it; is its driver installed (libccid)?")
        return
    roles = {slot: " = card slot", sam_slot: " = SAM slot"}
    listed = ", ".join(f"{name}{roles.get(name, '')}" for name in names)
    if slot is None:
        yield Finding(Result.FAIL, "readers", listed, f"none is named like {pattern!r}: see [card] reader")
    else:
        yield Finding(Result.PASS, "readers", listed)


def _card(context: Context, slot: str, module: Psam | None, authenticate: bool) -> Iterator[Finding]:
    state = context.wait(slot, 0, 0.5).slot
    if state is Slot.EMPTY:
        yield Finding(Result.WARN, "card", "the slot is empty", "put in a social-security card to test with")
        return
    try:
        connection = context.connect(slot)
    except CardError as error:
        yield _failed("card", error)
        return
    try:
        yield from _reset(connection)
        yield from _contents(connection, module, authenticate)
    finally:
        connection.close()


def _reset(connection: Connection) -> Iterator[Finding]:
    seen = f"powered up, T={0 if connection.t0 else 1}"
    try:
        count = len(historical_bytes(connection.atr))
    except CardFault as error:
        yield Finding(Result.WARN, "answer to reset", f"{seen}; {error}", "keys cannot be derived from it")
        return
    odd = "" if count == HISTORY_BYTES else f"the specification has {HISTORY_BYTES}: no social-security card?"
    yield Finding(Result.WARN if odd else Result.PASS, "answer to reset", f"{seen}, {count} historical bytes", odd)


def _contents(connection: Connection, module: Psam | None, authenticate: bool) -> Iterator[Finding]:
    meter = _Meter(connection)
    channel = Channel(meter.transmit, connection.t0)
    used = module if authenticate else None
    if used is not None:
        seen = "one cryptogram is sent to this card now"
        yield Finding(Result.WARN, "authentication", seen, "if it is refused, do not try again: the key would lock")
    try:
        reading = social.read(channel, connection.atr, used)
    except CardError as error:
        yield _failed("reading", error)
        return
    card = reading.identity
    generation = card.generation.value if card.generation else "unknown"
    known = f"generation {generation}, algorithm {reading.algorithm.name}"
    yield Finding(Result.PASS, "application", known)
    yield from _files(reading, module, authenticate)
    if card.warnings:
        yield Finding(Result.WARN, "remarks", " ".join(card.warnings), "the card was read all the same")
    seen = f"{meter.count} APDUs in {meter.spent_s * 1000:.0f} ms, the longest {meter.longest_s * 1000:.0f} ms"
    yield Finding(Result.PASS, "time", seen)


def _files(reading: Reading, module: Psam | None, authenticate: bool) -> Iterator[Finding]:
    card = reading.identity
    issuer_items = [item.value for item in TAGS if item not in HOLDER_ITEMS]
    for name, items in (("EF05", issuer_items), ("EF06", [item.value for item in HOLDER_ITEMS])):
        missing = {item: card.not_read[item] for item in items if item in card.not_read}
        seen = f"{len(items) - len(missing)} of {len(items)} items"
        reasons = {why.value for why in missing.values()}
        if len(missing) == len(items) and len(reasons) == 1:
            seen += f": {reasons.pop()}"
        else:
            seen += "".join(f" {item}:{why.value}" for item, why in missing.items())
        closed = any(why not in (NotRead.ABSENT, NotRead.MALFORMED) for why in missing.values())
        malformed = NotRead.MALFORMED in missing.values()
        advice = _why_closed(module, authenticate) if closed else ""
        worst = Result.FAIL if closed and authenticate else Result.WARN if closed or malformed else Result.PASS
        yield Finding(worst, name, seen, advice)
    if authenticate and module is not None:
        verdict = card.genuine
        result = {Genuineness.GENUINE: Result.PASS, Genuineness.CLONE: Result.FAIL}.get(verdict, Result.WARN)
        advice = "no genuine_key is set, or the module could not use it" if result is Result.WARN else ""
        if verdict is Genuineness.CLONE:
            advice = "if known good cards fail as well, genuine_key of [card.psam] is wrong"
        yield Finding(result, "genuine", verdict.value, advice)


def _why_closed(module: Psam | None, authenticate: bool) -> str:
    if module is None:
        return "the card wants authentication and no PSAM is set: expected without one"
    if not authenticate:
        return "the card wants authentication; to try it once: --authenticate"
    return "the module did not open it: see [card.psam] algorithm and access_key"


def _sam(module: Psam | None) -> Finding:
    if module is None:
        return Finding(Result.PASS, "PSAM", "none is set")
    try:
        number = module.check()
    except CardError as error:
        return Finding(Result.FAIL, "PSAM", str(error), _SAM_ADVICE)
    return Finding(Result.PASS, "PSAM", f"answers, terminal number {number or 'not readable'}")


def _failed(what: str, error: CardError) -> Finding:
    advice = next((advice for kind, advice in _ADVICE if isinstance(error, kind)), "do not try this card again here")
    return Finding(Result.FAIL, what, f"{type(error).__name__}: {error}", advice)

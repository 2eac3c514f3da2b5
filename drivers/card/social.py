"""The social-security application: selecting it, and reading its two free files by tag.

The order is that of card facts 11: SSSE by name, EF05 (the issuer's data), EF06 (the holder's). A whole file is
asked for in one answer first, single records fill what that left open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, unique

from drivers.card.apdu import Apdu, Channel, Ins, Response, StatusWord
from drivers.card.atr import historical_bytes
from drivers.card.errors import CardBlocked, CardFault, MalformedTlv, NotSocialSecurityCard
from drivers.card.identity import identity
from drivers.card.tlv import ber_find, records
from drivers.card.trace import log
from drivers.roles import Identity, NotRead

SSSE = b"sx1.sh." + "社会保障".encode("gbk")
"""Name of the application (card facts 2.1)."""


@unique
class ReadMode(Enum):
    """Low bits of READ RECORD's P2, for the current file (card facts 2.2)."""

    BY_TAG = 0
    BY_NUMBER = 4
    FROM_NUMBER_TO_LAST = 5


@unique
class Algorithm(Enum):
    """Symmetric algorithm of the card, from the FCI (card facts 1)."""

    DES = 0x01
    SSF33 = 0x02
    SM4 = 0x03


@dataclass(frozen=True, slots=True)
class File:
    """One elementary file: its id, and the length of every item by tag, in the order of the file."""

    fid: int
    lengths: Mapping[int, int]

    @property
    def size(self) -> int:
        """Length of all records together, headers included."""
        return sum(length + 2 for length in self.lengths.values())


EF05 = File(0xEF05, {0x01: 16, 0x02: 1, 0x03: 4, 0x04: 12, 0x05: 4, 0x06: 4, 0x07: 9})
EF06 = File(0xEF06, {0x08: 18, 0x09: 30, 0x4E: 20, 0x0A: 1, 0x0B: 1, 0x0C: 3, 0x0D: 4})

_NOT_AN_SSC = (StatusWord.FILE_NOT_FOUND, StatusWord.INS_UNKNOWN, StatusWord.CLA_UNKNOWN)
# 6A81 also means "not supported"; to SELECT by name the card facts (2.1) know it only from a blocked card.
_BLOCKED = (StatusWord.UNSUPPORTED_OR_BLOCKED, StatusWord.APPLICATION_BLOCKED, StatusWord.BLOCKED_METHOD)
_NO_TAGS = (StatusWord.BAD_P1_P2, StatusWord.WRONG_P1_P2, StatusWord.UNSUPPORTED_OR_BLOCKED)
_TRY_OTHER_P1 = (StatusWord.BAD_P1_P2, StatusWord.FILE_NOT_FOUND, StatusWord.WRONG_P1_P2)


@dataclass(frozen=True, slots=True)
class Reading:
    """One whole read: what the card says, and the algorithm it would authenticate with."""

    identity: Identity
    algorithm: Algorithm


def read(channel: Channel, atr: bytes) -> Reading:
    """Read a card from reset to the last item.

    Raises `NotSocialSecurityCard`, `CardBlocked`, `CardFault`, and what the channel raises (`CardRemoved`, ...).
    Items that cannot be read are no error: they are named in `Identity.not_read`.
    """
    fci = select_application(channel)
    found, refused = read_file(channel, EF05)
    holder, holder_refused = read_file(channel, EF06)
    person = identity(found | holder, refused | holder_refused, historical_bytes(atr))
    return Reading(person, algorithm_of(fci, person.card_id_code))


def select_application(channel: Channel) -> bytes:
    """Select SSSE by name and return its FCI, which old cards leave out (card facts 2.1)."""
    answer = channel.exchange(Apdu(Ins.SELECT, 0x04, 0x00, SSSE, le=0))
    if answer.sw in _NOT_AN_SSC:
        raise NotSocialSecurityCard(f"no social-security application on this card (status {answer.sw:04X})")
    _refuse(answer, "selecting the social-security application")
    return answer.data


def algorithm_of(fci: bytes, card_id_code: str) -> Algorithm:
    """Algorithm id `9F0C 03 86 01 xx` of the FCI; absent: SSF33 in Beijing (area 11), else DES (card facts 1)."""
    default = Algorithm.SSF33 if card_id_code.startswith("11") else Algorithm.DES
    try:
        value = ber_find(fci, 0x6F, 0xA5, 0x9F0C, 0x86)
    except MalformedTlv as error:
        log.warning("unreadable FCI, default algorithm taken: %s", error)
        return default
    if value is None:
        return default
    try:
        return Algorithm(int.from_bytes(value, "big"))
    except ValueError:
        log.warning("unknown algorithm id of %d byte(s), default taken", len(value))
        return default


def read_file(channel: Channel, file: File) -> tuple[dict[int, bytes], dict[int, NotRead]]:
    """Every item of `file` that can be read, as `{tag: value}`, and why the others cannot."""
    if not _select_file(channel, file.fid):
        return {}, dict.fromkeys(file.lengths, NotRead.ABSENT)
    found = _read_block(channel, file)
    refused: dict[int, NotRead] = {}
    for tag in [tag for tag in file.lengths if tag not in found]:
        answer = _read_item(channel, tag, file.lengths[tag])
        if answer.sw == StatusWord.SECURITY:
            rest = file.lengths.keys() - found.keys() - refused.keys()
            return found, refused | dict.fromkeys(rest, NotRead.AUTH_REQUIRED)
        nothing_yet = not found and answer.sw == StatusWord.RECORD_NOT_FOUND
        if nothing_yet or answer.sw in _NO_TAGS:
            found |= _read_by_number(channel, file)
            return found, dict.fromkeys(file.lengths.keys() - found.keys(), NotRead.ABSENT)
        if answer.sw == StatusWord.RECORD_NOT_FOUND:
            refused[tag] = NotRead.ABSENT
            continue
        _refuse(answer, f"reading item {tag:02X}")
        value = records(answer.data)[0].get(tag)
        if value is None:
            refused[tag] = NotRead.MALFORMED
        else:
            found[tag] = value
    return found, refused


def _read_item(channel: Channel, tag: int, length: int) -> Response:
    """One record by tag, with its documented length, then with none where that is refused (card facts 5.1)."""
    answer = channel.exchange(_read_record(tag, ReadMode.BY_TAG, length + 2))
    if answer.sw == StatusWord.WRONG_LENGTH:
        answer = channel.exchange(_read_record(tag, ReadMode.BY_TAG, 0))
    return answer


def _select_file(channel: Channel, fid: int) -> bool:
    """Select an EF, P1=02 as the specification has it, then 00 as old terminals do; False when there is none."""
    answer = Response(b"", 0)
    for p1 in (0x02, 0x00):
        answer = channel.exchange(Apdu(Ins.SELECT, p1, 0x00, fid.to_bytes(2, "big")))
        if answer.ok:
            return True
        if answer.sw not in _TRY_OTHER_P1:
            break
    if answer.sw in _TRY_OTHER_P1:
        return False
    _refuse(answer, f"selecting file {fid:04X}")
    return False


def _read_block(channel: Channel, file: File) -> dict[int, bytes]:
    """All records in one answer; {} where the card does not do that, which is nothing to complain of."""
    answer = channel.exchange(_read_record(1, ReadMode.FROM_NUMBER_TO_LAST, file.size))
    if not answer.ok:
        return {}
    return _known(records(answer.data)[0], file.lengths)


def _read_by_number(channel: Channel, file: File) -> dict[int, bytes]:
    """Records one by one until there are no more, filed by the tag each carries: numbers mean different
    things on different generations (card facts 2.5)."""
    found: dict[int, bytes] = {}
    for number in range(1, len(file.lengths) + 1):
        answer = channel.exchange(_read_record(number, ReadMode.BY_NUMBER, 0))
        if answer.sw == StatusWord.RECORD_NOT_FOUND:
            break
        _refuse(answer, f"reading record {number} of {file.fid:04X}")
        found |= _known(records(answer.data)[0], file.lengths)
    return found


def _read_record(p1: int, mode: ReadMode, le: int) -> Apdu:
    return Apdu(Ins.READ_RECORD, p1, mode.value, le=le)


def _known(found: Mapping[int, bytes], tags: Iterable[int]) -> dict[int, bytes]:
    return {tag: found[tag] for tag in tags if tag in found}


def _refuse(answer: Response, doing: str) -> None:
    """Turn a status word that is not 9000 into this driver's error."""
    if answer.ok:
        return
    if answer.sw in _BLOCKED:
        raise CardBlocked(f"{doing}: the card is blocked (status {answer.sw:04X})")
    raise CardFault(f"{doing} failed", answer.sw)

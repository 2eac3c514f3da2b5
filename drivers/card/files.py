"""The two files of the application, EF05 (the issuer's data) and EF06 (the holder's), read by tag.

A whole file is asked for in one answer first; single records fill what that left open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, unique

from drivers.card.apdu import Apdu, Channel, Ins, Response, StatusWord
from drivers.card.application import refuse
from drivers.card.tlv import records
from drivers.roles import NotRead


@unique
class ReadMode(Enum):
    """Low bits of READ RECORD's P2, for the current file (card facts 2.2)."""

    BY_TAG = 0
    BY_NUMBER = 4
    FROM_NUMBER_TO_LAST = 5


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

_NO_TAGS = (StatusWord.BAD_P1_P2, StatusWord.WRONG_P1_P2, StatusWord.UNSUPPORTED_OR_BLOCKED)
_TRY_OTHER_P1 = (StatusWord.BAD_P1_P2, StatusWord.FILE_NOT_FOUND, StatusWord.WRONG_P1_P2)

Found = dict[int, bytes]
Refused = dict[int, NotRead]


def read_file(channel: Channel, file: File) -> tuple[Found, Refused]:
    """Every item of `file` that can be read, as `{tag: value}`, and why the others cannot."""
    selected = _select(channel, file.fid)
    if not selected.ok:
        closed = selected.sw == StatusWord.SECURITY
        return {}, dict.fromkeys(file.lengths, NotRead.AUTH_REQUIRED if closed else NotRead.ABSENT)
    found = _read_block(channel, file)
    refused: Refused = {}
    for tag in [tag for tag in file.lengths if tag not in found]:
        answer = _read_item(channel, file, tag)
        if answer.sw in _NO_TAGS or (not found and answer.sw == StatusWord.RECORD_NOT_FOUND):
            by_number, why = _read_by_number(channel, file)
            found |= by_number
            return found, dict.fromkeys(file.lengths.keys() - found.keys(), why)
        if answer.sw == StatusWord.SECURITY and not found:  # the whole file is closed
            return found, dict.fromkeys(file.lengths, NotRead.AUTH_REQUIRED)
        _take(answer, tag, found, refused)
    return found, refused


def _take(answer: Response, tag: int, found: Found, refused: Refused) -> None:
    """Put one record's answer where it belongs."""
    if answer.sw == StatusWord.SECURITY:
        refused[tag] = NotRead.AUTH_REQUIRED
    elif answer.sw == StatusWord.RECORD_NOT_FOUND:
        refused[tag] = NotRead.ABSENT
    else:
        refuse(answer, f"reading item {tag:02X}")
        value = records(answer.data)[0].get(tag)
        if value is None:
            refused[tag] = NotRead.MALFORMED
        else:
            found[tag] = value


def _read_item(channel: Channel, file: File, tag: int) -> Response:
    """One record by tag, with its documented length, then with none where that is refused (card facts 5.1)."""
    answer = channel.exchange(_read_record(tag, ReadMode.BY_TAG, file.lengths[tag] + 2))
    if answer.sw == StatusWord.NO_CURRENT_EF and _select(channel, file.fid).ok:
        answer = channel.exchange(_read_record(tag, ReadMode.BY_TAG, file.lengths[tag] + 2))
    if answer.sw == StatusWord.WRONG_LENGTH:
        answer = channel.exchange(_read_record(tag, ReadMode.BY_TAG, 0))
    return answer


def _select(channel: Channel, fid: int) -> Response:
    """Select an EF, P1=02 as the specification has it, then 00 as old terminals do.

    The answer is 9000, 6982 (closed) or one of those that say there is none; anything else is raised.
    """
    answer = Response(b"", 0)
    for p1 in (0x02, 0x00):
        answer = channel.exchange(Apdu(Ins.SELECT, p1, 0x00, fid.to_bytes(2, "big")))
        if answer.sw not in _TRY_OTHER_P1:
            break
    if answer.sw not in (*_TRY_OTHER_P1, StatusWord.SECURITY):
        refuse(answer, f"selecting file {fid:04X}")
    return answer


def _read_block(channel: Channel, file: File) -> Found:
    """All records in one answer; {} where the card does not do that, which is nothing to complain of."""
    answer = channel.exchange(_read_record(1, ReadMode.FROM_NUMBER_TO_LAST, file.size))
    if not answer.ok:
        return {}
    return _known(records(answer.data)[0], file.lengths)


def _read_by_number(channel: Channel, file: File) -> tuple[Found, NotRead]:
    """Records one by one until there are no more, filed by the tag each carries, and why others are missing:
    numbers mean different things on different generations (card facts 2.5)."""
    found: Found = {}
    for number in range(1, len(file.lengths) + 1):
        answer = channel.exchange(_read_record(number, ReadMode.BY_NUMBER, 0))
        if answer.sw == StatusWord.SECURITY:
            return found, NotRead.AUTH_REQUIRED
        if answer.sw == StatusWord.RECORD_NOT_FOUND:
            break
        refuse(answer, f"reading record {number} of {file.fid:04X}")
        found |= _known(records(answer.data)[0], file.lengths)
    return found, NotRead.ABSENT


def _read_record(p1: int, mode: ReadMode, le: int) -> Apdu:
    return Apdu(Ins.READ_RECORD, p1, mode.value, le=le)


def _known(found: Mapping[int, bytes], tags: Iterable[int]) -> Found:
    return {tag: found[tag] for tag in tags if tag in found}

"""A simulated security module (PSAM) with test keys, as card facts 3.5 describe it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.card import keys, layout
from workbench.card.chip import Chip, Fault

ADF = bytes.fromhex("D15600000590")
ACCESS_KEY, GENUINE_KEY = "470A", "4701"
"""P1 and P2 of DELIVERY SESSION KEY for the two keys of this module: two levels, for enciphering."""

SLOT = "Virtual PCD 00 01"
"""vpcd's second slot, where the private pcscd has it."""

SETTINGS = f"""[card.psam]
reader = "{SLOT}"
algorithm = "sm4"
access_key = "{ACCESS_KEY}"
genuine_key = "{GENUINE_KEY}"
"""
"""What a terminal's settings must say to use it."""

_ENCIPHER = 0x07
_NUMBERS = {0x0A: keys.RKSSSE, 0x01: keys.IRK}


@dataclass(frozen=True, slots=True)
class SamHabits:
    """How a module differs: how deep its keys lie, factor order, whether INITIALIZE ENVIRONMENT must come first."""

    levels: int = 2
    lowest_first: bool = True
    wants_environment: bool = False
    has_application: bool = True


class VirtualPsam(Chip):
    """One module; `master` are the keys in it, `algorithm` an id as in a card's FCI (keys.DES_ID, keys.SM4_ID)."""

    def __init__(
        self,
        algorithm: int = keys.SM4_ID,
        *,
        master: Mapping[int, bytes] = keys.MASTER,
        habits: SamHabits | None = None,
        terminal_number: str = "440100000007",
        fault: Fault | None = None,
        at: int = 0,
        delay_s: float = 0.2,
    ) -> None:
        self.algorithm = algorithm
        self.habits = habits or SamHabits()
        self._master = master
        self._terminal_number = bytes.fromhex(terminal_number)
        super().__init__(fault=fault, at=at, delay_s=delay_s)

    @property
    def block(self) -> int:
        """Bytes in a block of its cipher."""
        return 16 if self.algorithm == keys.SM4_ID else 8

    def _atr(self) -> bytes:
        return layout.contact_atr(bytes.fromhex("5053414D0000000000000001"))

    def _forget(self) -> None:
        self._application = False
        self._environment = False
        self._session = b""

    def _obey(self, command: bytes) -> bytes:
        match command[:2]:
            case b"\x00\xa4":
                return self._select(command)
            case b"\x00\xb0":
                return self._read_binary(command)
            case b"\xbf\xec":
                return self._initialise(command)
            case b"\xbf\xde":
                return self._deliver(command)
            case b"\x80\xfa":
                return self._cipher(command)
        return b"\x6d\x00"

    def _select(self, command: bytes) -> bytes:
        if self._data(command) != ADF or not self.habits.has_application:
            return b"\x6a\x82"
        self._forget()
        self._application = True
        name = bytes((0x84, len(ADF))) + ADF
        return self._give(bytes((0x6F, len(name))) + name)

    def _read_binary(self, command: bytes) -> bytes:
        """The terminal number, in file 0016 beside the applications."""
        if command[2] != 0x96 or command[3]:
            return b"\x6a\x82"
        return self._give_exactly(self._terminal_number, command[4] if len(command) > 4 else 0)

    def _initialise(self, command: bytes) -> bytes:
        data = self._data(command)
        if data is None or len(data) != 1:
            return b"\x67\x00"
        self._environment = True
        return b"\x90\x00"

    def _deliver(self, command: bytes) -> bytes:
        """DELIVERY SESSION KEY: derive down to the card's key, then to the session's."""
        data = self._data(command)
        if not self._application or (self.habits.wants_environment and not self._environment):
            return b"\x69\x85"
        levels, kind, number = command[2] >> 5, command[2] & 0x1F, _NUMBERS.get(command[3])
        if number is None:
            return b"\x6a\x88"
        if kind != _ENCIPHER:
            return b"\x69\x85"
        if data is None or levels != self.habits.levels or len(data) != 8 * levels + self.block:
            return b"\x6a\x80"
        given = [data[at : at + 8] for at in range(0, 8 * levels, 8)]
        key = self._master[number]
        for factor in reversed(given) if self.habits.lowest_first else given:
            key = keys.derive(self.algorithm, key, factor)
        self._session = keys.session_key(self.algorithm, key, data[8 * levels :])
        return b"\x90\x00"

    def _cipher(self, command: bytes) -> bytes:
        data = self._data(command)
        if data is None or len(data) != self.block:
            return b"\x67\x00"
        if not self._session:
            return b"\x69\x85"
        return self._give(keys.encipher_data(self.algorithm, self._session, data))

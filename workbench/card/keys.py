"""Keys of the simulated cards, and the arithmetic they are used with (card facts 3.4). Test keys only.

The master keys are patterns anybody can see are no secret; no real card or module has ever known them. SSF33 is not
here: that cipher is not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

DES_ID, SM4_ID = 1, 3
"""Algorithm ids as in the FCI (card facts 1)."""

RKSSSE, UKSSSE, PUK = 0x0A, 0x04, 0x06
"""Numbers of the card's keys (card facts 3.2)."""

IRK = 0x00
"""The key of INTERNAL AUTHENTICATE, which has no number on the card."""

MASTER: Mapping[int, bytes] = {
    RKSSSE: bytes.fromhex("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"),
    UKSSSE: bytes.fromhex("404142434445464748494A4B4C4D4E4F"),
    IRK: bytes.fromhex("101112131415161718191A1B1C1D1E1F"),
}
"""What the module and the HSM derive the cards' keys from."""

FORGED: Mapping[int, bytes] = {number: bytes(byte ^ 0xFF for byte in key) for number, key in MASTER.items()}
"""What a forger has instead: he could copy the data, not the keys."""


def _encipher(algorithm: int, key: bytes, block: bytes) -> bytes:
    """One block under 3DES with a 16-byte key, single DES with an 8-byte one, or SM4."""
    # OpenSSL wants three DES keys: K1 K2 K1 is two-key 3DES, K1 K1 K1 is single DES
    cipher = SM4(key) if algorithm == SM4_ID else TripleDES((key * 3)[:24])
    encryptor = Cipher(cipher, modes.ECB()).encryptor()  # noqa: S305 - it is what the cards do
    return encryptor.update(block) + encryptor.finalize()


def inverted(block: bytes) -> bytes:
    """Every bit turned over."""
    return bytes(byte ^ 0xFF for byte in block)


def derive(algorithm: int, key: bytes, factor: bytes) -> bytes:
    """The key one level down."""
    if algorithm == SM4_ID:
        return _encipher(SM4_ID, key, factor + inverted(factor))
    return _encipher(algorithm, key, factor) + _encipher(algorithm, key, inverted(factor))


def session_key(algorithm: int, key: bytes, factor: bytes) -> bytes:
    """8 bytes for DES, 16 for SM4; `factor` is the challenge."""
    return _encipher(algorithm, key, factor.ljust(16 if algorithm == SM4_ID else 8, b"\x00"))


def encipher_data(algorithm: int, session: bytes, block: bytes) -> bytes:
    """One block of data under a session key, as the module's CIPHER DATA gives it."""
    return _encipher(algorithm, session, block)


def cryptogram(algorithm: int, key: bytes, factor: bytes, data: bytes) -> bytes:
    """The 8 bytes either side proves itself with."""
    session = session_key(algorithm, key, factor)
    if algorithm != SM4_ID:
        return encipher_data(algorithm, session, data)
    whole = encipher_data(algorithm, session, data.ljust(16, b"\x00"))
    return bytes(a ^ b for a, b in zip(whole[:8], whole[8:], strict=True))


def factors(area: str, history: bytes) -> tuple[bytes, bytes, bytes]:
    """Diversification factors of province, city and card, applied in this order (card facts 3.4)."""
    city = f"{area[:4]}00sx" if area[:2] == "33" else f"{area}sx"
    return f"{area[:2]}0000sh".encode("ascii"), city.encode("ascii"), history[5:13]


def card_key(algorithm: int, master: bytes, area: str, history: bytes, levels: int = 2) -> bytes:
    """The key on a card, so many levels below its master: the last factors count."""
    key = master
    for factor in factors(area, history)[3 - levels :]:
        key = derive(algorithm, key, factor)
    return key


@dataclass
class KeyRing:
    """One card's keys with their counters. A key without tries left is locked for good."""

    algorithm: int
    keys: dict[int, bytes]
    tries: dict[int, int] = field(default_factory=dict)
    tries_max: int = 3

    @classmethod
    def of(cls, algorithm: int, master: Mapping[int, bytes], area: str, history: bytes) -> "KeyRing":
        """As its issuer would have made it, two levels below the module's keys."""
        return cls(algorithm, {no: card_key(algorithm, key, area, history) for no, key in master.items()})

    def left(self, number: int) -> int:
        """Tries left of one key."""
        return self.tries.get(number, self.tries_max)

    def check(self, number: int, factor: bytes, data: bytes, given: bytes) -> int:
        """Status word of EXTERNAL AUTHENTICATE: 9000, 63Cx, 6983 or 6A88."""
        if number not in self.keys or number == IRK:
            return 0x6A88
        if not self.left(number):
            return 0x6983
        if given == cryptogram(self.algorithm, self.keys[number], factor, data):
            self.tries[number] = self.tries_max
            return 0x9000
        self.tries[number] = self.left(number) - 1
        return 0x63C0 | self.tries[number]

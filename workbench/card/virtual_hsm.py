"""A simulated HSM behind the network: a line with the card's data in, a line with cryptograms out (card facts 3.6)."""

from collections.abc import Mapping

from workbench.card import keys


class VirtualHsm:
    """Holds the master keys; what it was asked is in `lines`."""

    def __init__(self, master: Mapping[int, bytes] = keys.MASTER) -> None:
        self._master = master
        self.lines: list[str] = []

    def ask(self, line: str) -> str:
        """`city|history|algorithm|card id|F1|D1|F2|D2|` in, `C1 and D1|A2 and D2|` out; what is not asked is empty."""
        self.lines.append(line)
        area, history, algorithm, _card_id, factor1, data1, factor2, data2 = line.split("|")[:8]
        who = (int(algorithm, 16), area, bytes.fromhex(history))
        proof = self._part(keys.IRK, who, factor1, data1)
        return f"{proof}|{self._part(keys.RKSSSE, who, factor2, data2)}|"

    def _part(self, number: int, who: tuple[int, str, bytes], factor: str, data: str) -> str:
        if not factor:
            return ""
        algorithm, area, history = who
        key = keys.card_key(algorithm, self._master[number], area, history)
        made = keys.cryptogram(algorithm, key, bytes.fromhex(factor), bytes.fromhex(data))
        return (made + bytes.fromhex(data)).hex().upper()

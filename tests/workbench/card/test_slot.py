"""The simulated slot by itself: what a card does between being in and being out."""

import socket
import threading

from workbench.card import Fault, VirtualCard, people
from workbench.card.slot import Slot

SELECT_MF = bytes.fromhex("00A4000002 3F00")


class Watched(threading.Event):
    """The event that ends a slow card's waiting; notes what the reader's end of the wire shows at that moment."""

    def __init__(self, reader: socket.socket) -> None:
        super().__init__()
        self._reader = reader
        self.shown: list[bytes] = []

    def set(self) -> None:
        self.shown.append(self._reader.recv(64))
        super().set()


def test_a_card_that_is_out_answers_nothing_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = socket.create_connection(server.getsockname(), timeout=5)
        reader, _ = server.accept()
    reader.settimeout(5)
    card = VirtualCard(people.CHEN, fault=Fault.SLOW, delay_s=30)
    card.released = watched = Watched(reader)
    slot = Slot(lambda: wire)
    slot.insert(card)
    reader.sendall(len(SELECT_MF).to_bytes(2, "big") + SELECT_MF)
    slot.remove()
    assert watched.shown == [b""], "the wire must be cut before the card is let go"
    reader.close()

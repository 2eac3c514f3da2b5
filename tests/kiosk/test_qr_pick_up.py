"""The signed QR at the terminal: read from a picture of a phone, checked without the hall, refused in words."""

import base64
from datetime import timedelta
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.failures import ENTRIES, Failure
from contract.pickup import new_qr
from contract.text import Language
from kiosk.custody.words import Authority
from tests.kiosk.conftest import Play
from tests.kiosk.test_doors import on_locker, result


def phone(text: str) -> Any:
    """A lit screen with a QR on a dark desk, a little askew, as a document camera sees it."""
    code = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5))
    desk = np.full((1440, 1920), 40, np.uint8)
    desk[300 : 300 + code.shape[0], 700 : 700 + code.shape[1]] = code
    turned = cv2.warpAffine(desk, cv2.getRotationMatrix2D((960, 720), 7.0, 0.9), (1920, 1440), borderValue=40)
    return cv2.cvtColor(cv2.GaussianBlur(turned, (3, 3), 0), cv2.COLOR_GRAY2BGR)


def scanning(play: Play) -> Any:
    play.say("pickup")
    play.say("qr")
    return play.until("PickupQr")


def token(play: Play, parcel: str, key: Ed25519PrivateKey, terminal: str = "GZ0001", days: float = 7) -> str:
    return new_qr(parcel, terminal, play.clock.now() + timedelta(days=days), key)


def altered(token: str) -> str:
    """The hall's token for another bank with this bank's number written into it; the signature is the old one."""
    head, body, signature = token.split(".")
    claims = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).replace(b"GZ0002", b"GZ0001")
    return ".".join((head, base64.urlsafe_b64encode(claims).rstrip(b"=").decode(), signature))


def journal(play: Play) -> list[tuple[str, str | None, str]]:
    rows = play.terminal.submit(
        "queue",
        lambda: play.terminal.store.read(
            "SELECT entry, parcel, detail FROM journal WHERE authority = 'pickup-qr' ORDER BY sequence"
        ),
    ).result(30)
    return [tuple(row) for row in rows]


def test_the_qr_of_the_notice_opens_its_box_with_the_hall_out_of_reach(
    play: Play, hall_signs: Ed25519PrivateKey
) -> None:
    play.begin()
    parcel, box = result(play)
    scanning(play)
    play.frame(phone(token(play, parcel, hall_signs)))
    play.until("DoorScreen", phase="open", compartment=box)
    play.bank.take(box)
    play.bank.push(box)
    play.until("Collected")
    assert next(entry for entry, *_ in journal(play)) == "qr_accepted"
    play.say("skip")
    play.until("Attract")
    scanning(play)  # the same picture once more: it opens nothing any more
    pulses = dict(play.bank.pulses)
    play.frame(phone(token(play, parcel, hall_signs)))
    assert ENTRIES[Failure.QR_USED].sentence.zh in play.screen.message
    assert play.bank.pulses == pulses
    assert journal(play)[-1] == ("refused", parcel, '{"reason": "QrUsed"}')


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Failure.QR_WRONG, "BadQr"),
        (Failure.QR_WRONG, "altered"),
        (Failure.QR_ELSEWHERE, "QrElsewhere"),
        (Failure.QR_EXPIRED, "QrExpired"),
    ],
)
def test_a_qr_forged_altered_for_another_bank_or_expired_is_refused_by_name_and_changes_nothing(
    play: Play, hall_signs: Ed25519PrivateKey, failure: Failure, reason: str
) -> None:
    play.begin()
    parcel, box = result(play)
    wrong = {
        "BadQr": token(play, parcel, Ed25519PrivateKey.generate()),
        "altered": altered(token(play, parcel, hall_signs, terminal="GZ0002")),
        "QrElsewhere": token(play, parcel, hall_signs, terminal="GZ0002"),
        "QrExpired": token(play, parcel, hall_signs, days=-1),
    }[reason]
    scanning(play)
    before = on_locker(play, play.terminal.custody.cells)
    for _ in range(3):  # it lies there for a while: asked once, journaled once
        play.frame(phone(wrong))
    screen = play.screen
    assert screen.tone == "bad"
    assert ENTRIES[failure].sentence.zh in screen.message
    assert ("GZ0002" in screen.message) is (reason == "QrElsewhere")
    play.say("language", language="en")
    assert ENTRIES[failure].next_step.en in play.screen.message
    assert play.session.visit.language is Language.EN
    assert journal(play) == [("refused", None, f'{{"reason": "{reason.replace("altered", "BadQr")}"}}')]
    assert on_locker(play, play.terminal.custody.cells) == before
    play.frame(phone(token(play, parcel, hall_signs)))  # the right one next: nothing was locked or lost
    play.until("DoorScreen", phase="open", compartment=box)


def test_a_payment_code_under_the_camera_is_told_apart_and_not_journaled(play: Play) -> None:
    play.begin()
    scanning(play)
    play.frame(phone("https://example.org/pay?id=1"))
    assert ENTRIES[Failure.QR_WRONG].sentence.zh in play.screen.message
    assert journal(play) == []


def test_a_hand_scanner_types_the_token_and_a_frozen_parcel_stays_shut(
    play: Play, hall_signs: Ed25519PrivateKey
) -> None:
    play.begin()
    parcel, box = result(play)
    authority = Authority("station", "700001")
    on_locker(play, lambda: play.terminal.custody.disputed(parcel, box, authority, "test"))
    scanning(play)
    play.say("qr", token=token(play, parcel, hall_signs) + "\n")
    assert ENTRIES[Failure.PARCEL_FROZEN].sentence.zh in play.screen.message
    play.say("code")
    assert play.until("PickupCode")

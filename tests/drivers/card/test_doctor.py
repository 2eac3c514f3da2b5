"""`python -m drivers.card doctor` as a technician starts it, and its findings for every state of the slot."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.card.doctor import Result, _failed, examine
from drivers.card.errors import AccessDenied
from drivers.card.pcsc import Code, Context, error_for
from drivers.card.psam import PsamSettings
from tests.drivers.card.wire import PSAM
from workbench.card import Fault, PrivatePcscd, SamHabits, VirtualCard, VirtualPsam, people, virtual_psam
from workbench.card.pcscd import CARD_SLOT, SAM_SLOT

SECRETS = (people.ZHAO.name, people.ZHAO.number, people.ZHAO.card_number, people.ZHAO.atr[4:].hex().upper())
SETTINGS = PsamSettings(SAM_SLOT, PSAM.algorithm, PSAM.access_key, genuine_key=PSAM.genuine_key)


@pytest.fixture
def insert(pcscd: PrivatePcscd, until: Callable[..., None]) -> Callable[..., VirtualCard]:
    def put(card: VirtualCard, sam: VirtualPsam | None = None) -> VirtualCard:
        if sam:
            pcscd.plug_sam(sam)
        pcscd.insert(card)
        with Context() as context:
            for slot in (CARD_SLOT, *([SAM_SLOT] if sam else [])):
                until(lambda slot=slot: context.wait(slot, 0, 0.05).slot.value in ("present", "mute"))
        return card

    return put


def found(psam: PsamSettings | None = None, *, authenticate: bool = False) -> dict[str, tuple[Result, str]]:
    findings = list(examine("", psam, authenticate=authenticate))
    assert all(finding.advice for finding in findings if finding.result is not Result.PASS)
    return {finding.what: (finding.result, finding.seen) for finding in findings}


def test_a_good_card_passes(insert: Callable[..., VirtualCard]) -> None:
    insert(VirtualCard(people.CHEN))
    seen = found()
    assert {result for result, _ in seen.values()} == {Result.PASS}
    assert "T=0, 13 historical bytes" in seen["answer to reset"][1]
    assert seen["application"][1] == "generation 2.0, algorithm DES"
    assert (seen["EF05"][1], seen["EF06"][1]) == ("5 of 5 items", "6 of 6 items")
    assert "6 APDUs" in seen["time"][1]
    assert f"{CARD_SLOT} = card slot" in seen["readers"][1]


def test_an_empty_slot_is_a_warning(pcscd: PrivatePcscd) -> None:
    assert found()["card"][0] is Result.WARN


def test_without_authenticate_no_key_of_the_card_is_used(insert: Callable[..., VirtualCard]) -> None:
    card = insert(VirtualCard(people.ZHAO), VirtualPsam())
    seen = found(SETTINGS)
    assert seen["EF06"][0] is Result.WARN
    assert "auth_required" in seen["EF06"][1]
    assert seen["PSAM"] == (Result.PASS, "answers, terminal number 440100000007")
    assert "00B20105" in card.ever
    assert not {command[2:4] for command in card.ever} & {"82", "84", "88", "20"}
    assert f"{SAM_SLOT} = SAM slot" in seen["readers"][1]


def test_with_authenticate_the_card_opens(insert: Callable[..., VirtualCard]) -> None:
    card = insert(VirtualCard(people.ZHAO), VirtualPsam())
    seen = found(SETTINGS, authenticate=True)
    assert seen["authentication"][0] is Result.WARN
    assert (seen["EF06"], seen["genuine"]) == ((Result.PASS, "6 of 6 items"), (Result.PASS, "genuine"))
    assert card.ever.count("0082000A") == 1


@pytest.mark.parametrize(
    ("card", "sam", "what", "word"),
    [
        (VirtualCard(people.ZHAO, clone=True), VirtualPsam(), "genuine", "clone"),
        (VirtualCard(people.ZHAO, fault=Fault.KEY_REFUSES), VirtualPsam(), "reading", "AuthFailed"),
        (VirtualCard(people.ZHAO), VirtualPsam(habits=SamHabits(has_application=False)), "PSAM", "6A82"),
        (VirtualCard(people.ZHAO, fault=Fault.MUTE), VirtualPsam(), "card", "CardMute"),
        (VirtualCard(people.BANK), VirtualPsam(), "reading", "NotSocialSecurityCard"),
    ],
    ids=["clone", "refused", "module", "mute", "bank"],
)
def test_what_fails_is_named(
    insert: Callable[..., VirtualCard], card: VirtualCard, sam: VirtualPsam, what: str, word: str
) -> None:
    insert(card, sam)
    result, seen = found(SETTINGS, authenticate=True)[what]
    assert (result, word in seen) == (Result.FAIL, True)


def test_a_module_that_is_not_there_fails(insert: Callable[..., VirtualCard]) -> None:
    insert(VirtualCard(people.CHEN))
    assert found(SETTINGS)["PSAM"][0] is Result.FAIL


def test_no_reader_no_such_reader_and_no_service(pcscd: PrivatePcscd) -> None:
    assert {finding.what: finding.result for finding in examine("nothing", None)}["readers"] is Result.FAIL
    pcscd.restart(reader=False)
    assert found()["readers"] == (Result.FAIL, "none")
    pcscd.kill()
    findings = list(examine("", None))
    assert [finding.result for finding in findings] == [Result.FAIL]
    assert "systemctl enable --now pcscd" in findings[0].advice


def test_a_user_whom_polkit_refuses_is_told_so() -> None:
    """Not to be had on the private pcscd: the code is PC/SC's own (card facts 5.3)."""
    error = error_for(Code.SECURITY_VIOLATION, "reaching the PC/SC service")
    assert isinstance(error, AccessDenied)
    assert "polkit" in _failed("PC/SC service", error).advice


def run(pcscd: PrivatePcscd, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, **pcscd.environment}
    command = [sys.executable, "-m", "drivers.card", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False)


def test_the_command_reads_the_settings_and_names_nobody(
    pcscd: PrivatePcscd, insert: Callable[..., VirtualCard], tmp_path: Path
) -> None:
    insert(VirtualCard(people.ZHAO), VirtualPsam())
    config = tmp_path / "terminal.toml"
    config.write_text(virtual_psam.SETTINGS, "utf-8")
    done = run(pcscd, "doctor", "--config", str(config), "--authenticate")
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "PASS  EF06: 6 of 6 items" in said
    assert not [secret for secret in SECRETS if secret in said]
    pcscd.kill()
    assert run(pcscd, "doctor").returncode == 1

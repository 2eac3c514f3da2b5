"""`python -m drivers.card` as a technician starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drivers.card import errors
from drivers.card.__main__ import EXIT_CODES
from drivers.card.pcsc import Context
from workbench.card import Fault, PrivatePcscd, VirtualCard, VirtualPsam, people, virtual_psam

Run = Callable[..., "subprocess.CompletedProcess[Any]"]


@pytest.fixture
def run(pcscd: PrivatePcscd) -> Run:
    """Run the command against the private pcscd."""

    def call(*arguments: str, text: bool = True) -> "subprocess.CompletedProcess[Any]":
        environment = {**os.environ, **pcscd.environment}
        command = [sys.executable, "-m", "drivers.card", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=text, timeout=30, check=False)

    return call


def insert(pcscd: PrivatePcscd, card: VirtualCard, until: Callable[..., None]) -> None:
    pcscd.insert(card)
    with Context() as context:
        until(lambda: context.wait("Virtual PCD 00 00", 0, 0.05).slot.value in ("present", "mute"))


def test_masked_full_and_line(pcscd: PrivatePcscd, run: Run, until: Callable[..., None]) -> None:
    insert(pcscd, VirtualCard(people.CHEN), until)
    masked, full, line = run("read"), run("read", "--full"), run("read", "--line")
    assert (masked.returncode, full.returncode, line.returncode) == (0, 0, 0)
    assert "陈**" in masked.stdout
    assert "4401**********0005" in masked.stdout
    for secret in (people.CHEN.name, people.CHEN.number, people.CHEN.card_number, "1956-03-01"):
        assert secret not in masked.stdout
        assert secret in full.stdout
    fields = line.stdout.rstrip("\n").split("|")
    assert len(fields) == 12
    assert fields[1:3] == [people.CHEN.number, people.CHEN.card_number]


def test_the_trace_never_shows_the_person(pcscd: PrivatePcscd, run: Run, until: Callable[..., None]) -> None:
    insert(pcscd, VirtualCard(people.CHEN), until)
    traced = run("read", "--trace")
    assert "00B20105" in traced.stderr
    for secret in (people.CHEN.number, people.CHEN.number.encode().hex(), people.CHEN.name.encode("gbk").hex()):
        assert secret not in traced.stderr.lower()


@pytest.mark.parametrize(
    ("card", "code", "name"),
    [
        (VirtualCard(people.BANK), 12, "NotSocialSecurityCard"),
        (VirtualCard(people.CHEN, fault=Fault.BLOCKED), 14, "CardBlocked"),
        (VirtualCard(people.CHEN, fault=Fault.MUTE), 11, "CardMute"),
    ],
    ids=["bank", "blocked", "mute"],
)
def test_exit_codes(
    pcscd: PrivatePcscd, run: Run, until: Callable[..., None], card: VirtualCard, code: int, name: str
) -> None:
    insert(pcscd, card, until)
    done = run("read")
    assert (done.returncode, name in done.stderr, done.stdout) == (code, True, "")


def test_no_card_and_no_pcscd(pcscd: PrivatePcscd, run: Run) -> None:
    assert run("read").returncode == 10
    pcscd.kill()
    assert run("read").returncode == 16


def test_help_tells_the_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "exit codes" in done.stdout


def test_the_golden_line_in_the_encoding_municipal_software_reads(
    pcscd: PrivatePcscd, run: Run, until: Callable[..., None], tmp_path: Path
) -> None:
    golden = replace(
        people.MAI, name="测试", card_number="A00000003", algorithm=people.DES, area="110000", serial=1, ethnic="01"
    )
    insert(pcscd, VirtualCard(golden), until)
    line = (
        "110000|11000018800101001X|A00000003|110000D15600000500000001FFFFFFFF|测试|00815445538660110000000001|2.00|"
        "20240101|20340101|000000000000||\n"
    )
    gbk = run("read", "--format", "line", "--encoding", "gbk", text=False)
    assert (gbk.returncode, gbk.stdout) == (0, line.encode("gbk"))
    assert run("read", "--line").stdout == line
    pcscd.plug_sam(VirtualPsam())
    config = tmp_path / "terminal.toml"
    config.write_text(virtual_psam.SETTINGS, "utf-8")
    with Context() as context:
        until(lambda: context.wait("Virtual PCD 00 01", 0, 0.05).slot.value == "present")
    numbered = run("read", "--line", "--config", str(config)).stdout
    assert numbered == line.replace("|000000000000|", "|440100000007|")


def test_a_character_gbk_lacks_is_said(pcscd: PrivatePcscd, run: Run, until: Callable[..., None]) -> None:
    insert(pcscd, VirtualCard(replace(people.CHEN, name="陈㐀")), until)
    done = run("read", "--line", "--encoding", "gbk", text=False)
    assert "|陈?|".encode("gbk") in done.stdout
    assert b"gb18030" in done.stderr
    assert "|陈㐀|" in run("read", "--line").stdout


def test_json_is_masked_unless_asked(pcscd: PrivatePcscd, run: Run, until: Callable[..., None]) -> None:
    insert(pcscd, VirtualCard(people.ZHAO), until)
    assert json.loads(run("read", "--format", "json").stdout)["not_read"].startswith("id_number:auth_required")
    insert(pcscd, VirtualCard(people.CHEN), until)
    masked, full = (json.loads(run("read", "--format", "json", *more).stdout) for more in ((), ("--full",)))
    assert (masked["number"], full["number"]) == ("4401**********0005", people.CHEN.number)
    assert (full["genuine"], full["generation"]) == ("not_checked", "2.0 (2.00)")


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (VirtualCard(people.CHEN), "3 tries left\n"),
        (VirtualCard(people.CHEN, pin_tries=0), "blocked\n"),
        (VirtualCard(people.CHEN, pin=None), "no PIN is set\n"),
    ],
)
def test_pin_tries(pcscd: PrivatePcscd, run: Run, until: Callable[..., None], card: VirtualCard, said: str) -> None:
    insert(pcscd, card, until)
    before = card.pin_tries
    done = run("pin-tries")
    assert (done.returncode, done.stdout, card.pin_tries) == (0, said, before)


def test_a_card_that_refuses_the_terminal_has_its_own_exit_code(
    pcscd: PrivatePcscd, run: Run, until: Callable[..., None], tmp_path: Path
) -> None:
    pcscd.plug_sam(VirtualPsam())
    insert(pcscd, VirtualCard(people.ZHAO, fault=Fault.KEY_REFUSES), until)
    config = tmp_path / "terminal.toml"
    config.write_text(virtual_psam.SETTINGS, "utf-8")
    done = run("read", "--config", str(config))
    assert (done.returncode, "AuthFailed" in done.stderr) == (17, True)


@pytest.mark.parametrize("text", ["[card.psam]\nreader = 'x'\n", "no toml", "[card.psam]\ncolour = 'red'\n"])
def test_settings_that_make_no_sense_are_named(run: Run, tmp_path: Path, text: str) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text(text, "utf-8")
    done = run("read", "--config", str(config))
    assert (done.returncode, "terminal.toml" in done.stderr) == (2, True)


def test_every_error_of_the_driver_has_an_exit_code() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.CardError) and kind is not errors.CardError:
            assert any(issubclass(kind, known) for known, _ in EXIT_CODES), kind

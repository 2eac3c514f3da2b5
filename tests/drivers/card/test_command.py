"""`python -m drivers.card` as a technician starts it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from drivers.card.pcsc import Context
from workbench.card import Fault, PrivatePcscd, VirtualCard, people

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(pcscd: PrivatePcscd) -> Run:
    """Run the command against the private pcscd."""

    def call(*arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, **pcscd.environment}
        command = [sys.executable, "-m", "drivers.card", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)

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

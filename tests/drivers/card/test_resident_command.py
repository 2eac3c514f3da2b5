"""`python -m drivers.card --resident` as a technician starts it."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from drivers.card.__main__ import main
from workbench.idcard import Fault, SimulatedIdReader, people


@pytest.fixture
def far() -> Iterator[SimulatedIdReader]:
    made = SimulatedIdReader()
    yield made
    made.close()


def test_masked_and_full(far: SimulatedIdReader, capsys: pytest.CaptureFixture[str]) -> None:
    secrets = (people.WANG.name, people.WANG.number, "1988-02-29")
    far.lay(people.WANG)
    assert main(["read", "--resident", far.path]) == 0
    masked = capsys.readouterr().out
    assert "resident_id_card" in masked
    assert "4401**********0007" in masked
    assert "expired" in masked
    assert [secret for secret in secrets if secret in masked] == []
    far.lay(people.WANG)
    assert main(["read", "--resident", far.path, "--full"]) == 0
    full = capsys.readouterr().out
    assert [secret for secret in secrets if secret not in full] == []


def test_the_trace_shows_words_and_no_person(far: SimulatedIdReader) -> None:
    far.lay(people.CHEN)
    command = [sys.executable, "-m", "drivers.card", "read", "--resident", far.path, "--trace"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "read -> 90" in done.stderr
    for secret in (people.CHEN.name, people.CHEN.number, people.CHEN.text[:8].hex(), people.CHEN.text[:8].hex(" ")):
        assert secret not in done.stderr


@pytest.mark.parametrize(
    ("prepare", "code", "name"),
    [
        (lambda far: None, 10, "NoCard"),
        (lambda far: (far.lay(people.CHEN), far.fault(Fault.REFUSE, detail=0x40)), 12, "NotIdentityCard"),
        (lambda far: (far.lay(people.CHEN), far.fault(Fault.TRUNCATED)), 15, "CardFault"),
        (lambda far: far.unplug(), 16, "ReaderLost"),
    ],
)
def test_exit_codes(
    far: SimulatedIdReader,
    capsys: pytest.CaptureFixture[str],
    prepare: Callable[[SimulatedIdReader], object],
    code: int,
    name: str,
) -> None:
    prepare(far)
    assert main(["read", "--resident", far.path]) == code
    assert name in capsys.readouterr().err


def test_the_speed_is_searched_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    far = SimulatedIdReader(57600)
    try:
        assert main(["watch", "--resident", far.path, "--search-baud"]) == 0
        assert capsys.readouterr().out == "57600\n"
        far.lay(people.CHEN)
        assert main(["read", "--resident", far.path, "--baud", "57600"]) == 0
    finally:
        far.close()
    assert main(["read", "--resident", "/dev/nowhere", "--search-baud"]) == 16


@pytest.mark.parametrize("arguments", ["--baud 9600", "--search-baud", "--resident x --line", "--resident x --baud 1"])
def test_arguments_that_make_no_sense(arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["read", *arguments.split()])
    assert ended.value.code == 2


def test_watch_prints_what_happens(far: SimulatedIdReader) -> None:
    command = [sys.executable, "-m", "drivers.card", "watch", "--resident", far.path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        lines = iter(watching.stdout.readline, "")
        assert any(line.startswith("module: 0501") for line in lines)
        far.lay(people.CHEN)
        assert next(line for line in lines if ":" not in line) == "inserted\n"
        watching.kill()

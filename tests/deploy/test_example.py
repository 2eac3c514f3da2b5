"""The example files of deploy/ fit the product: settings load, units start commands that exist, names agree."""

import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import Settings, load
from drivers.locker.family import family, family_names

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
INSTALLED = "/opt/yiguitong"
PYTHON = f"{INSTALLED}/.venv/bin/python"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def service_of(path: Path) -> configparser.SectionProxy:
    """The [Service] part of a unit file; of a key that comes several times, the last value."""
    unit = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path, encoding="utf-8")
    return unit["Service"]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(DEPLOY / "terminal.toml")


def product_commands() -> list[tuple[str, list[str]]]:
    """File and arguments of every `python -m ...` in the units and drop-ins."""
    found = []
    for path in sorted((DEPLOY / "systemd").iterdir()):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("ExecStart=") and line != "ExecStart=":
                words = shlex.split(line.removeprefix("ExecStart="))
                found.append((path.name, words[words.index(PYTHON) :]))
    return found


def test_the_example_terminal_has_24_doors_on_known_boards(settings: Settings) -> None:
    assert [one.number for one in settings.locker.compartments] == list(range(1, 25))
    assert {one.size for one in settings.locker.compartments} == {"S", "M", "L"}
    assert {line.family for line in settings.locker.lines} <= set(family_names())
    for one in settings.locker.compartments:
        family(settings.locker.lines[0].family).address(one.board, one.channel)


def test_the_example_uses_the_names_udev_makes(settings: Settings) -> None:
    rules = (DEPLOY / "udev" / "70-kiosk.rules").read_text("utf-8")
    made = {f"/dev/{name}" for name in re.findall(r'SYMLINK\+="([^"]+)"', rules)}
    used = {settings.locker.lines[0].port, settings.camera.source, settings.printer.port}
    used |= {settings.card.resident.port, settings.codes.port}
    assert used == made


def test_the_example_keeps_data_where_the_unit_lets_it_write(settings: Settings) -> None:
    service = service_of(DEPLOY / "systemd" / "kiosk.service")
    assert settings.data == Path("/var/lib") / service["StateDirectory"]


def test_every_unit_starts_something_of_ours() -> None:
    assert {name for name, _ in product_commands()} == {"kiosk.service", "eglfs.conf", "hall@.service"}


@pytest.mark.parametrize(("name", "words"), product_commands(), ids=[name for name, _ in product_commands()])
def test_units_name_real_commands(name: str, words: list[str], tmp_path: Path) -> None:
    """The module is asked for its help with the unit's own subcommand; every option the unit gives is in it."""
    module, arguments = words[2], words[3:]
    assert words[1] == "-m"
    subcommands = [word for word in arguments[:1] if not word.startswith("-")]
    told = subprocess.run(
        [sys.executable, "-m", module, *subcommands, "--help"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "HALL_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr
    options = [word for word in arguments if word.startswith("--")]
    assert options
    assert all(option in told.stdout for option in options), f"{name}: {options}"


@pytest.mark.parametrize("path", UNITS, ids=[path.stem for path in UNITS])
def test_units_do_not_run_as_root_and_cannot_gain_rights(path: Path) -> None:
    service = service_of(path)
    assert service["User"] == path.stem.rstrip("@")
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectHome"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["ProtectSystem"] in ("strict", "full")
    assert service["UMask"] == "0077"


def test_the_hall_stays_on_loopback_behind_the_proxy_and_their_ports_agree() -> None:
    (words,) = [words for name, words in product_commands() if name == "hall@.service"]
    given = dict(zip(words[4::2], words[5::2], strict=True))
    assert given["--host"] == "127.0.0.1"
    nginx = (DEPLOY / "nginx" / "hall.conf").read_text("utf-8")
    assert given["--port"] == "%i"
    assert set(re.findall(r"proxy_pass (http://[^;]+);", nginx)) == {"http://hall"}
    ports = re.findall(r"server 127\.0\.0\.1:(\d+)", nginx)
    told = (DEPLOY / "README.md").read_text("utf-8") + nginx
    assert ports
    assert all(f"hall@{port}" in told for port in ports)


def test_the_proxy_takes_as_much_as_the_hall_does() -> None:
    source = (ROOT / "hall" / "settings.py").read_text("utf-8")
    (mib,) = re.findall(r"^DATA_UPLOAD_MAX_MEMORY_SIZE = (\d+) \* 1024 \* 1024", source, re.MULTILINE)
    nginx = (DEPLOY / "nginx" / "hall.conf").read_text("utf-8")
    assert f"client_max_body_size {mib}m;" in nginx


def test_the_hall_s_example_environment_names_variables_it_reads() -> None:
    lines = (DEPLOY / "systemd" / "hall.env.example").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    source = (ROOT / "hall" / "settings.py").read_text("utf-8")
    assert names
    assert [name for name in names if f'"{name}"' not in source] == []

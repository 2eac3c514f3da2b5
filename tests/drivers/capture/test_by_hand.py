"""`python -m drivers.capture` as a technician types it, on a real stream and SANE's own test device."""

import stat
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from drivers.capture.__main__ import cameras, main
from workbench.camera import papers
from workbench.camera.server import SimulatedCamera

Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def stand() -> Iterator[SimulatedCamera]:
    stand = SimulatedCamera(640, 480, fps=20.0)
    stand.show(papers.id_card())
    yield stand
    stand.close()


@pytest.fixture
def settings(stand: SimulatedCamera, tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    scanner = '[scanner]\ndevice = "test:0"\noptions = ["--test-picture=Grid"]'
    path.write_text(f'terminal = "GZ0001"\n[camera]\nsource = "{stand.url}"\n{scanner}\n', "utf-8")
    return path


def test_devices_are_named_as_the_settings_want_them(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dll.conf").write_text("test\n", "utf-8")
    monkeypatch.setenv("SANE_CONFIG_DIR", f"{tmp_path}:/etc/sane.d")
    (tmp_path / "video2").mkdir()
    (tmp_path / "video2" / "name").write_text("Overhead camera: 8 MP\n", "utf-8")
    assert cameras(tmp_path) == [("/dev/video2", "Overhead camera: 8 MP")]
    assert main(["list"]) == 0
    assert "scanner  test:0  Noname frontend-tester" in capsys.readouterr().out


def test_the_rate_of_the_preview(settings: Path, capsys: Said) -> None:
    assert main(["preview-fps", "--config", str(settings), "--seconds", "0.5"]) == 0
    assert "frames a second at 640x480" in capsys.readouterr().out


def test_a_still_is_for_its_owner_only(settings: Path, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "still.png"
    assert main(["still", "--config", str(settings), "--out", str(out)]) == 0
    assert "640x480 in" in capsys.readouterr().out
    assert cv2.imread(str(out)).shape == (480, 640, 3)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_page_from_the_glass(settings: Path, tmp_path: Path, capsys: Said) -> None:
    assert main(["scan", "--config", str(settings), "--out", str(tmp_path / "page.png")]) == 0
    assert "page 1:" in capsys.readouterr().out
    assert (tmp_path / "page-1.png").is_file()
    assert main(["scan", "--config", str(settings), "--check"]) == 0
    assert "can be opened" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["still", "/nowhere/video0"], 10),
        (["scan", "test:9"], 20),
        (["scan", "test:0", "--source", "feeder", "--feeder", "Automatic Document Feeder", "--option", "no"], 20),
        (["still", "--config", "/nowhere/terminal.toml"], 2),
    ],
)
def test_what_fails_is_one_line_and_its_own_status(words: list[str], status: int, capsys: Said) -> None:
    assert main(words) == status
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_device_nobody_named(capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["still"])
    assert ended.value.code == 2
    assert "name the device" in capsys.readouterr().err

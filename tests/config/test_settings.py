"""The settings file: typed, complete, and a mistake names file and key."""

import tomllib
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, load

SMALL = 'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n'
LINE = '[[locker.lines]]\nname = "a"\nport = "/dev/null"\nfamily = "8a"\n'


def door(number: int, channel: int, line: str = "a") -> str:
    return (
        f'[[locker.compartments]]\nnumber = {number}\nline = "{line}"\nboard = 1\nchannel = {channel}\n'
        'size = "S"\ncolumn = 0\nheight = 1.0\n'
    )


def write(folder: Path, text: str) -> Path:
    path = folder / "terminal.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    settings = load(write(tmp_path, SMALL))
    assert settings.terminal == "GZ0001"
    assert settings.data == tmp_path / "data"
    assert settings.idle.normal_s == 60.0
    assert settings.locker.compartments == ()


def test_an_absolute_data_folder_stays(tmp_path: Path) -> None:
    settings = load(write(tmp_path, SMALL.replace('"data"', f'"{tmp_path / "elsewhere"}"')))
    assert settings.data == tmp_path / "elsewhere"


def test_everything_comes_back_as_it_was(tmp_path: Path) -> None:
    settings = load(write(tmp_path, SMALL + LINE + door(1, 1) + door(2, 2)))
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
    assert [one.number for one in settings.locker.compartments] == [1, 2]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (SMALL + "colour = 1\n", "colour"),
        (SMALL + "[hall]\nulr = 'x'\n", "hall.ulr"),
        (SMALL + LINE + door(1, 1) + "closed_wen = 1\n", "locker.compartments.0.closed_wen"),
        (SMALL + "[idle]\nnormal_s = 0\n", "idle.normal_s"),
        (SMALL + "[hall]\npoll_s = -1\n", "hall.poll_s"),
        (SMALL.replace("GZ0001", "gz-1"), "terminal"),
        (SMALL.replace("GZ0001", "GZ00001"), "terminal"),
        ('terminal = "GZ0001"\ndata = "d"\n', "site"),
        (SMALL + LINE + door(1, 1).replace('"S"', '"XL"'), "locker.compartments.0.size"),
        (SMALL + LINE + door(0, 1), "locker.compartments.0.number"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SettingsError) as wrong:
        load(path)
    assert f"{path}: {key}: " in str(wrong.value)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as wrong:
        load(write(tmp_path, SMALL + "colour = 1\nsmell = 2\n"))
    assert len(str(wrong.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LINE + door(1, 1) + door(1, 2), "same number"),
        (LINE + door(1, 1) + door(2, 1), "same channel"),
        (LINE + door(1, 1, "b"), "lines that do not exist: b"),
        (LINE + LINE, "two lines have the same name"),
        ("[locker.watch]\najar_staff_s = 20\n", "must not go down"),
        ("[locker.watch]\npoll_s = 0\n", "locker.watch.poll_s"),
    ],
)
def test_a_bank_that_cannot_be_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load(write(tmp_path, SMALL + text))


def test_a_missing_file_and_no_toml_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: cannot be read"):
        load(tmp_path / "nowhere.toml")
    with pytest.raises(SettingsError, match=r"terminal\.toml: not TOML"):
        load(write(tmp_path, "terminal = "))


def test_settings_cannot_be_changed_while_running(tmp_path: Path) -> None:
    settings = load(write(tmp_path, SMALL))
    with pytest.raises(ValueError, match="frozen"):
        settings.site = "x"  # type: ignore[misc]
    assert tomllib.loads(SMALL)["site"] == settings.site


def test_the_identity_card_reader(tmp_path: Path) -> None:
    assert load(write(tmp_path, SMALL)).card.resident.port == ""
    settings = load(write(tmp_path, SMALL + '[card.resident]\nport = "/dev/kiosk/idcard"\nbaud = 57600\n'))
    assert (settings.card.slot, settings.card.resident.port, settings.card.resident.baud) == (
        True,
        "/dev/kiosk/idcard",
        57600,
    )
    with pytest.raises(SettingsError, match=r"card\.resident\.baud"):
        load(write(tmp_path, SMALL + '[card.resident]\nport = "x"\nbaud = 4800\n'))


def test_a_terminal_must_read_some_card(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"card\.resident\.port"):
        load(write(tmp_path, SMALL + "[card]\nslot = false\n"))
    settings = load(write(tmp_path, SMALL + '[card]\nslot = false\n[card.resident]\nport = "x"\n'))
    assert not settings.card.slot

"""`python -m drivers.locker commission` as a technician meets it: a plain terminal, a simulated line, doors by hand."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import load
from drivers.link import SerialLink
from drivers.locker.bank import Line
from drivers.locker.family import family, family_names
from drivers.locker.tool import search
from drivers.locker.tool.console import ranges
from drivers.locker.tool.doorwalk import Switch, judged
from drivers.locker.tool.layout import FoundDoor, Layout, Taken, unfinished
from drivers.locker.tool.lines import CannotUse, candidates, from_config
from drivers.roles import Door
from tests.drivers.locker.person import CTRL_C, Person
from workbench.locker import Board, SimulatedBank

HEAD = 'terminal = "GZ0002"\nsite = "x"\ndata = "data"\n\n'
MakeBank = Callable[..., SimulatedBank]


@pytest.fixture
def bank_of() -> Iterator[MakeBank]:
    """Make a simulated bank: `bank_of(family, (address, locks), ...)`."""
    with ExitStack() as stack:

        def make(name: str, *boards: tuple[int, int], **more: Any) -> SimulatedBank:
            bank = SimulatedBank([Board(address, locks) for address, locks in boards], name, **more)
            stack.callback(bank.close)
            return bank

        yield make


def find(person: Person, *locks: int) -> None:
    """The search until the number of doors on every board is said."""
    person.sees("Found: ")
    for count in locks:
        person.answers("How many doors hang on it?", str(count))


def learn(person: Person, bank: SimulatedBank, compartment: int) -> None:
    """The one door that shows the wiring."""
    assert sum(bank.pulses.values()) == 0, "searching and asking never open a door"
    person.answers("It must be shut and empty.")
    person.answers("Did a door open")
    person.sees("Push it shut")
    assert bank.pulses[compartment] == 1
    bank.push(compartment)
    person.types("")


def one_door(person: Person, bank: SimulatedBank, compartment: int, painted: str, size: str = "S") -> None:
    """One door of the walk."""
    person.answers("open it, skip it, or stop here?", "open")
    person.answers("Did a door open", "y")
    person.answers("Number painted", painted)
    person.answers("Size?", size)
    person.answers("low", "yes" if size == "L" else "no")
    person.answers("Column", "1" if size == "L" else "")
    person.sees("Push it shut")
    bank.push(compartment)
    person.types("")


def settings_of(path: Path) -> Any:
    """The bank as the terminal reads it, the rest of the file made up."""
    whole = path.with_name("whole.toml")
    whole.write_text(HEAD + path.read_text("utf-8"), "utf-8")
    return load(whole).locker


def test_a_bank_is_found_learned_walked_and_written(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 2), (3, 1))
    devices = tmp_path / "dev"
    (devices / "serial" / "by-id").mkdir(parents=True)
    (devices / "serial" / "by-id" / "usb-wch_485").symlink_to(bank.path)
    (devices / "ttyUSB0").symlink_to(bank.path)
    out = tmp_path / "bank.toml"
    with Person("commission", "--out", str(out), "--addresses", "1-3", "--devices", str(devices)) as person:
        person.answers("Which line?", "1")
        find(person, 2, 1)
        learn(person, bank, 1)
        person.answers("Open one after another?")
        one_door(person, bank, 1, "11")
        one_door(person, bank, 2, "12", "L")
        person.answers("open it, skip it, or stop here?", "open")
        person.answers("Did a door open")
        person.answers("Number painted", "12")
        person.sees("12 is already board 1 lock 2")
        person.answers("Number painted", "14")
        person.answers("Size?", "x")
        person.answers("please type one of", "m")
        person.answers("low")
        person.answers("Column")
        person.sees("Push it shut")
        bank.push(3)
        person.types("")
        assert person.ends() == 0
    assert "Found: 8A at 9600 baud; board 1 answers." in person.seen
    assert "Note: numbers that no door carries: 13" in person.seen
    found = settings_of(out)
    assert [(one.number, one.board, one.channel, one.size, one.column, one.low) for one in found.compartments] == [
        (11, 1, 1, "S", 0, False),
        (12, 1, 2, "L", 1, True),
        (14, 3, 1, "M", 1, False),
    ]
    assert {one.closed_when for one in found.compartments} == {1}
    assert found.lines[0].port == str(devices / "serial" / "by-id" / "usb-wch_485")
    assert not unfinished(out).exists()
    assert [door.compartment for door in from_config(out).channels] == [11, 12, 14]


@pytest.mark.parametrize(("contact", "closed_when"), [(True, 1), (False, 0)])
def test_polarity_is_learned_from_one_door(bank_of: MakeBank, tmp_path: Path, contact: bool, closed_when: int) -> None:
    bank = bank_of("kerong_cu16", (0, 16), contact_when_closed=contact)
    out = tmp_path / "bank.toml"
    with Person("commission", "--out", str(out), "--line", bank.path, "--addresses", "0") as person:
        find(person, 3)
        learn(person, bank, 1)
        person.answers("Open one after another?", "no")
        person.answers("Number painted on the first", "5")
        assert person.ends() == 0
    assert [(one.number, one.closed_when) for one in settings_of(out).compartments] == [
        (5, closed_when),
        (6, closed_when),
        (7, closed_when),
    ]
    assert sum(bank.pulses.values()) == 1


def test_a_lock_without_a_switch_is_written_as_such(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 1))
    bank.fault("sensor dead", compartment=1)
    out = tmp_path / "bank.toml"
    with Person("commission", "--out", str(out), "--line", bank.path, "--addresses", "1") as person:
        find(person, 1)
        learn(person, bank, 1)
        person.sees("never changes: no switch")
        person.answers("Open one after another?", "no")
        person.answers("Number painted")
        assert person.ends() == 0
    assert [one.sensor for one in settings_of(out).compartments] == [False]


def test_a_cut_connection_costs_no_door(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 3))
    out = tmp_path / "bank.toml"
    words = ("commission", "--out", str(out), "--line", bank.path, "--addresses", "1")
    with Person(*words) as person:
        find(person, 3)
        learn(person, bank, 1)
        person.answers("Open one after another?")
        one_door(person, bank, 1, "1")
        person.sees("open it, skip it, or stop here?")
        person.hangs_up()
    assert not out.exists()
    with Person(*words) as person:
        person.answers("1 of 3 doors known.")
        person.answers("Open one after another?")
        person.answers("board 1 lock 2", "skip")
        person.answers("board 1 lock 3", "stop")
        assert person.ends() == 1
    assert "the same command goes on from there" in person.seen
    with Person(*words) as person:
        person.types("")
        person.answers("Open one after another?")
        one_door(person, bank, 3, "3", "M")
        assert person.ends() == 0
    assert [(one.number, one.channel) for one in settings_of(out).compartments] == [(1, 1), (3, 3)]
    assert "Note: locks left out: 2" in person.seen
    assert bank.pulses[2] == 0


def test_a_second_line_is_added(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("kerong_cu16", (1, 16))
    out = tmp_path / "bank.toml"
    first = Layout(Line("a", "/dev/a", "8a"), {1: 2}, 1, doors=[FoundDoor(1, 1, 1), FoundDoor(2, 1, 2)])
    out.write_text("# by hand\n" + first.toml(), "utf-8")
    with Person("commission", "--add-to", str(out), "--line", bank.path, "--addresses", "1") as person:
        find(person, 1)
        learn(person, bank, 1)
        person.answers("Open one after another?")
        person.answers("open it, skip it, or stop here?")
        person.answers("Did a door open")
        person.answers("Number painted", "2")
        person.sees("2 is already in the file")
        person.answers("Number painted")
        person.answers("Size?")
        person.answers("low")
        person.answers("Column")
        person.sees("Push it shut")
        bank.push(1)
        person.types("")
        assert person.ends() == 0
    found = settings_of(out)
    assert [line.name for line in found.lines] == ["a", "b"]
    assert [(one.number, one.line) for one in found.compartments] == [(1, "a"), (2, "a"), (3, "b")]
    assert out.read_text("utf-8").startswith("# by hand\n")


def test_ctrl_c_ends_the_search_and_keeps_what_was_found(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 1))
    with Person("commission", "--out", str(tmp_path / "bank.toml"), "--line", bank.path) as person:
        person.sees("about ")  # the estimate of the long search over all addresses
        person.types(CTRL_C, end="")
        person.sees("search ended")
        person.answers("How many doors hang on it?", "1")
        person.sees("1 boards, 1 locks.")
        person.types(CTRL_C, end="")
        assert person.ends() == 1
    assert sum(bank.pulses.values()) == 0


def test_a_jam_while_learning_takes_another_door(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 2))
    bank.fault("jammed", compartment=1)
    out = tmp_path / "bank.toml"
    with Person("commission", "--out", str(out), "--line", bank.path, "--addresses", "1") as person:
        find(person, 2)
        person.answers("Use board 1 lock 1?")
        person.answers("Did a door open", "no")
        person.sees("taught nothing")
        person.answers("Use board 1 lock 2?")
        person.answers("Did a door open", "yes")
        person.sees("Push it shut")
        bank.push(2)
        person.types("")
        person.sees("contact made when shut")
    assert dict(bank.pulses) == {1: 1, 2: 1}


def test_nothing_on_the_line_is_said(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 1))
    bank.fault("silent")
    words = ("--line", bank.path, "--family", "8a", "--baud", "9600", "--addresses", "1-2")
    with Person("commission", "--out", str(tmp_path / "bank.toml"), *words) as person:
        assert person.ends() == 1
    assert "No board answers." in person.seen


def test_another_speed_than_usual_is_found(bank_of: MakeBank, tmp_path: Path) -> None:
    bank = bank_of("8a", (1, 1), baud=19200)
    found = search.find_family(bank.path, ("8a",), (9600, 19200), (1,))
    assert found == search.Found("8a", 19200, 1)


@pytest.mark.parametrize(
    "words", [("doors",), ("watch",), ("trace",), ("open", "1"), ("commission", "--out", "x.toml")]
)
def test_a_line_in_use_is_said_with_what_to_do(bank_of: MakeBank, words: tuple[str, ...]) -> None:
    bank = bank_of("8a", (1, 12))
    kiosk = SerialLink(bank.path, 9600)
    kiosk.open()
    with Person(*words, "--line", bank.path, "--family", "8a") as person:
        assert person.ends() == 2
    assert "sudo systemctl stop kiosk" in person.seen
    kiosk.close()


def test_a_file_is_not_overwritten(bank_of: MakeBank, tmp_path: Path) -> None:
    out = tmp_path / "bank.toml"
    out.write_text("mine", "utf-8")
    with Person("commission", "--out", str(out), "--line", "/dev/null") as person:
        assert person.ends() == 2
    assert "--force" in person.seen
    assert out.read_text("utf-8") == "mine"


def test_a_port_that_is_not_there_is_said() -> None:
    with Person("doors", "--line", "/dev/no-such-port", "--family", "8a") as person:
        assert person.ends() == 2
    assert "Is the adapter plugged in?" in person.seen


# --- every family that is declared and simulated -----------------------------------------------------------


@pytest.mark.parametrize("name", family_names())
def test_every_family_is_found_and_counted_without_opening(bank_of: MakeBank, name: str) -> None:
    declared = family(name)
    first, second = declared.boards[:2]
    locks = min(8, len(declared.locks))
    bank = bank_of(name, (first, locks), (second, locks))
    assert search.find_family(bank.path, (), (declared.baud,), (first,)) == search.Found(name, declared.baud, first)
    assert search.find_boards(Line("line", bank.path, name), (first,), first) == [first]
    assert search.find_boards(Line("line", bank.path, name), (first, second), second) == [first, second]
    assert locks <= search.count_locks(Line("line", bank.path, name), first) <= len(declared.locks)
    assert sum(bank.pulses.values()) == 0


@pytest.mark.parametrize("name", family_names())
def test_a_board_hears_whoever_takes_the_line_right_after_another(bank_of: MakeBank, name: str) -> None:
    """Each question of a search has a handle of its own, which knows nothing of the gap that a board needs."""
    first = family(name).boards[0]
    line = Line("line", bank_of(name, (first, min(8, len(family(name).locks)))).path, name)
    assert [search.answers(line, first) for _ in range(4)] == [True] * 4


# --- the parts -----------------------------------------------------------------------------------------------


def test_a_switch_is_judged_by_three_readings() -> None:
    shut, broken, lost = Door.CLOSED, Door.OPEN, Door.UNKNOWN
    assert judged(shut, broken, shut) is Switch.MADE_WHEN_SHUT
    assert judged(broken, shut, broken) is Switch.BROKEN_WHEN_SHUT
    assert judged(shut, shut, shut) is judged(broken, broken, broken) is Switch.NONE
    assert {judged(shut, broken, broken), judged(lost, broken, shut), judged(shut, lost, shut)} == {Switch.UNCLEAR}


DOORS = st.builds(
    FoundDoor,
    st.integers(1, 99),
    st.integers(0, 30),
    st.integers(1, 50),
    st.sampled_from("SML"),
    st.integers(0, 9),
    st.booleans(),
    st.sampled_from((None, 0, 1)),
    st.booleans(),
)


@given(
    st.lists(DOORS, max_size=8, unique_by=(lambda d: d.number, lambda d: (d.board, d.channel))), st.text(max_size=20)
)
def test_whatever_is_found_is_written_as_the_settings_take_it(doors: list[FoundDoor], port: str) -> None:
    from config.settings import Locker

    found = Layout(Line("a", port, "8a", 19200), {1: 1}, doors=doors)
    locker = Locker.model_validate(tomllib.loads(found.toml())["locker"])
    assert locker.lines[0].port == port
    said = {
        (c.number, c.board, c.channel, c.size, c.column, c.low, c.closed_when, c.sensor) for c in locker.compartments
    }
    assert said == {(d.number, d.board, d.channel, d.size, d.column, d.low, d.closed_when, d.sensor) for d in doors}


@given(st.lists(DOORS, max_size=6))
def test_what_is_kept_comes_back(doors: list[FoundDoor]) -> None:
    import tempfile

    found = Layout(Line("a", "/dev/x", "8a"), {1: 12, 2: 8}, 0, False, doors, [(2, 8)])
    with tempfile.TemporaryDirectory() as folder:
        found.save(Path(folder) / "kept")
        assert Layout.load(Path(folder) / "kept") == found


def test_a_kept_file_that_is_broken_is_said(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("{", "utf-8")
    with pytest.raises(CannotUse, match="remove it"):
        Layout.load(tmp_path / "kept")


def test_numbers_and_names_of_another_line_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(Layout(Line("a", "/dev/a", "8a"), {1: 1}, doors=[FoundDoor(3, 1, 1)]).toml(), "utf-8")
    taken = Taken.of(path)
    assert (taken.free_name(), taken.numbers, taken.ports) == ("b", {3}, {"/dev/a"})


def test_candidates_are_named_by_what_outlives_unplugging(tmp_path: Path) -> None:
    (tmp_path / "serial" / "by-path").mkdir(parents=True)
    for name in ("ttyUSB0", "ttyS0"):
        (tmp_path / name).touch()
    (tmp_path / "serial" / "by-path" / "pci-0").symlink_to("../../ttyUSB0")
    assert [path.name for path in candidates(tmp_path)] == ["pci-0", "ttyS0"]


@given(st.sets(st.integers(0, 40)))
def test_ranges_say_every_number_once(numbers: set[int]) -> None:
    parts = [part.partition("-") for part in ranges(numbers).split(", ") if part]
    assert {n for a, _, b in parts for n in range(int(a), int(b or a) + 1)} == numbers

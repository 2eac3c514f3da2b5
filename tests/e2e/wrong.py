"""What the bad-input tests share: the sentence on the screen, the move in the log, short ways to a screen."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from contract.failures import ENTRIES, Failure
from contract.text import Language
from workbench.camera import papers
from workbench.card import people
from workbench.hand import ScreenError
from workbench.road import Road
from workbench.world import World, wait_until


class Log:
    """The terminal's log from where a test began."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "kiosk.log"
        self._from = self._path.stat().st_size if self._path.exists() else 0

    def lines(self) -> list[dict[str, Any]]:
        """Whole JSON lines since then."""
        written = self._path.read_bytes()[self._from :].decode("utf-8", "replace").splitlines()
        return [json.loads(line) for line in written if line.startswith("{") and line.endswith("}")]

    def has(self, failure: Failure) -> bool:
        """Whether the failure stands there with the operator's next move."""
        return any(
            line.get("failure") == failure.value and line.get("next") == ENTRIES[failure].operator
            for line in self.lines()
        )

    def wait_for(self, failure: Failure, timeout_s: float = 20.0) -> None:
        """Until it stands there."""
        wait_until(lambda: self.has(failure), f"{failure} with the operator's move in the log", timeout_s)


def shown(values: Any) -> str:
    """Every word of a screen in one string."""
    if isinstance(values, dict):
        return " ".join(shown(value) for value in values.values())
    if isinstance(values, list):
        return " ".join(shown(value) for value in values)
    return values if isinstance(values, str) else ""


def says(failure: Failure, language: Language = Language.ZH) -> Callable[[dict[str, Any]], bool]:
    """A condition for `Hand.wait`: the screen shows the failure's sentence."""
    return lambda values: ENTRIES[failure].sentence.in_(language) in shown(values)


def in_both_languages(road: Road, view: str, failure: Failure, timeout_s: float = 30.0) -> dict[str, Any]:
    """The sentence in Chinese, then in English on that very screen, then Chinese again; the screen's values."""
    road.hand.wait(view, says(failure), timeout_s)
    serial = road.hand.screen["serial"]
    road.hand.tap("language")
    road.hand.wait(view, says(failure, Language.EN))
    road.hand.tap("language")
    values = road.hand.wait(view, says(failure))
    assert road.hand.screen["serial"] == serial, "the language changed the screen, not only its words"
    return values


def quick_application(road: Road, person: people.Resident = people.CHEN) -> None:
    """From the attract screen to the signature, as fast as fingers go."""
    road.sign_on(person)
    road.choose_item()
    road.fill_form()
    photograph(road)
    road.check_and_sign()


def photograph(road: Road) -> None:
    """Each material once, by the button."""
    road.by_hand()
    while road.hand.screen["view"] == "Capture":
        now = next(check for check in road.hand.values["checks"] if check["state"] == "now")
        id_card = "身份证" in road.hand.values["material"]
        back = papers.id_card_back() if now["pages"] else papers.id_card()
        road.world.camera.show(back if id_card else papers.household_register())
        road.hand.tap("shoot")
        road.hand.wait("Capture", lambda v: v["state"] == "review")
        road.hand.tap("accept")
        wait_until(lambda: _moved_on(road), "the next page")
    road.world.camera.show(None)


def _moved_on(road: Road) -> bool:
    screen = road.hand.screen
    return bool(screen["view"] != "Capture" or screen["values"]["state"] == "live")


def press_digits(road: Road, digits: str) -> None:
    """Digits on the keypad."""
    for digit in digits:
        road.hand.tap(f"key:{digit}")


def to_attract(world: World) -> None:
    """Leave whatever is on the screen as a person would, card out: the terminal is usable again."""
    hand = world.hand
    world.camera.show(None)
    for _ in range(6):
        if hand.screen["view"] == "Attract":
            break
        world.pcscd.remove()
        names = set(hand.do("names"))
        leaving = next((name for name in ("cancel", "finish", "end") if name in names), None)
        if leaving is not None:
            with suppress(ScreenError):  # the card's going may have changed the screen meanwhile
                hand.tap(leaving)
    world.pcscd.remove()
    hand.wait("Attract", timeout_s=40)
    screen = hand.screen
    assert (screen["signed_in"], screen["language"], screen["toast"]) == ("", "zh-Hans", "")


def start_kiosk(world: World) -> None:
    """Start the terminal with a temporary folder of its own, to see what it leaves there."""
    (world.folder / "tmp").mkdir(exist_ok=True)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(world.folder / "tmp")
    try:
        world.kiosk().wait("Attract", timeout_s=60)
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before


def pulses(world: World) -> int:
    """All pulses of the bank."""
    return sum(world.bank.pulses.values())


def nothing_personal(world: World, *persons: people.Resident) -> None:
    """No name and no number in the store, the log, or the terminal's temporary files."""
    secrets = [secret for person in persons for secret in (person.name, person.number)] + ["13000000000"]
    files = [*(world.folder / "terminal").rglob("*"), world.folder / "kiosk.log"]
    files += (world.folder / "tmp").rglob("*")
    for path in files:
        if not path.is_file():
            continue
        data = path.read_bytes()
        for secret in secrets:
            for coded in (secret.encode(), secret.encode("utf-16-le"), secret.encode("gb18030")):
                assert coded not in data, f"{path} holds personal data"


def stored(world: World, sql: str, *values: object) -> list[sqlite3.Row]:
    """Rows of the terminal's store, read beside the running terminal."""
    with closing(sqlite3.connect(f"file:{world.folder}/terminal/terminal.db?mode=ro", uri=True)) as store:
        store.row_factory = sqlite3.Row
        return store.execute(sql, values).fetchall()


def store_is_sound(world: World) -> None:
    """Doctor finds no problem in the store; other devices may be as the test left them."""
    report = world.doctor().stdout
    store = report.split("Store", 1)[1].split("Clock and calendar", 1)[0]
    assert "problems" not in store, report

"""The whole road, played by a person's hands: resident, courier, officers, resident again, technician.

Each function is one step of the case; the demo strings them together and prints what happens, the end-to-end tests
play them one by one and kill things in between. One file on purpose: it reads like the case.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.camera import papers
from workbench.camera.drawing import Paper
from workbench.card import VirtualCard, people
from workbench.form_hand import FormHand
from workbench.hand import Hand
from workbench.officer import Officer
from workbench.world import World, wait_until

ITEM = "OLD-CARD"


@dataclass
class Played:
    """What the players remember between steps, as people would: numbers on slips, codes in messages."""

    case_number: str = ""
    provisional: str = ""
    originals: str = ""
    result: str = ""
    compartment: int = 0
    code: str = ""
    told: list[str] = field(default_factory=list)


class Road:
    """One case. `say` prints the transcript; `album` is where the pictures go, None for none."""

    def __init__(self, world: World, say: Callable[[str], None], album: Path | None = None) -> None:
        self.world = world
        self.played = Played()
        self._say = say
        self._album = album
        self._pictures = 0

    @property
    def hand(self) -> Hand:
        """The hand on the present kiosk process."""
        return self.world.hand

    def say(self, line: str) -> None:
        """One line of the transcript."""
        self.played.told.append(line)
        self._say(line)

    def picture(self, name: str) -> None:
        """A picture of the screen for the album."""
        if self._album is not None:
            self._pictures += 1
            self.hand.picture(self._album / f"{self._pictures:02d}-{name}.png")

    # --- resident ------------------------------------------------------------------------------------

    def sign_on(self, person: people.Resident = people.CHEN) -> None:
        """Card in, name shown masked, home."""
        self.hand.wait("Attract")
        self.picture("attract")
        self.world.pcscd.insert(VirtualCard(person))
        home = self.hand.wait("Home", lambda v: bool(v["name"]))
        self.picture("home")
        self.say(f"   card in: {home['name']}")

    def choose_item(self) -> None:
        """Apply, find the item by everyday words, read what is needed."""
        self.hand.tap("choose:apply")
        self.hand.wait("Catalogue")
        self.picture("catalogue")
        self.hand.tap(f"choose:{ITEM}")
        guide = self.hand.wait("Guide")
        self.picture("guide")
        self.say(f"   {guide['title']}: {guide['here']}")
        self.hand.tap("start")

    def fill_form(self) -> None:
        """Page by page; what the card knows is not asked again; addresses in Pinyin on the screen keyboard."""
        while True:
            form = self.hand.wait("Form")
            self.picture(f"form-{form['page']}")
            for question in form["questions"]:
                FormHand(self.hand, self.say, self.picture).fill(question)
            self.picture(f"form-{form['page']}-filled")
            last = form["page"] == form["pages"]
            self._next_from("Form", form["page"], last)
            if last:
                self.look_up()
                return

    def _next_from(self, view: str, page: int, last: bool) -> None:
        self.hand.tap("next")
        wait_until(
            lambda: (s := self.hand.screen)["view"] != view or s["values"]["page"] != page,
            f"the page after {page}",
        )

    def look_up(self) -> None:
        """Agree to have papers looked up, when the terminal offers it; what was found is read out."""
        if self.hand.screen["view"] != "Sources":
            return
        self.picture("sources")
        self.hand.tap("agree")
        wait_until(self._looked_up, "the offices' answers", timeout_s=40)
        if self.hand.screen["view"] == "Sources":
            self.picture("sources-found")
            for row in self.hand.values["rows"]:
                self.say(f"   {row['title']}: {row['status']} ({row['source']})")
            self.hand.tap("next")
            wait_until(lambda: self.hand.screen["view"] != "Sources", "the page after the offices' answers")

    def _looked_up(self) -> bool:
        screen = self.hand.screen
        return bool(screen["view"] != "Sources" or screen["values"]["state"] == "found")

    def photograph(self) -> None:
        """Each material under the camera: the first is taken by itself and retaken by hand, the others by hand."""
        by_itself = True
        while self.hand.screen["view"] == "Capture":
            shown = self.hand.values
            now = next(check for check in shown["checks"] if check["state"] == "now")
            self.world.camera.show(_paper_for(shown["material"], now["pages"]))
            self.picture("capture-live")
            if by_itself:
                by_itself = False
                self.hand.wait("Capture", lambda v: v["state"] == "review")
                self.picture("capture-by-itself")
                self.say(f"   {shown['material']}: taken by itself; once more by hand")
                self.hand.tap("retake")
                self.by_hand()
                continue
            self.hand.tap("shoot")
            review = self.hand.wait("Capture", lambda v: v["state"] == "review")
            self.picture("capture-review")
            self.say(f"   {shown['material']}: {review['advice']}")
            self.hand.tap("accept")
            wait_until(self._moved_on, "the next page")
        self.world.camera.show(None)

    def by_hand(self) -> None:
        """At the camera: from now on only the button takes the picture."""
        if self.hand.wait("Capture", lambda v: v["state"] == "live")["auto"]:
            self.hand.tap("auto")
            self.hand.wait("Capture", lambda v: not v["auto"])

    def _moved_on(self) -> bool:
        screen = self.hand.screen
        return bool(screen["view"] != "Capture" or screen["values"]["state"] == "live")

    def check_and_sign(self) -> None:
        """Pre-review, review page, signature."""
        checked = self.hand.wait("Prereview")
        self.picture("prereview")
        self.say(f"   {checked['verdict']}")
        self.hand.tap("next")
        self.hand.wait("Review")
        self.picture("review")
        self.hand.tap("next")
        self.hand.wait("Sign")
        self.hand.sign()
        self.picture("sign")

    def submit(self, *, numbered: bool = True) -> None:
        """Hand in; the receipt is durable and says what it is."""
        self.hand.tap("sign")
        receipt = self.hand.wait("Receipt", lambda v: bool(v["number"]) and v["provisional"] is not numbered)
        self.hand.wait("Receipt", lambda v: v["printing"] == "printed")
        self.picture("receipt")
        self.played.case_number = receipt["number"] if numbered else ""
        self.played.provisional = "" if numbered else receipt["number"]
        self.say(f"   {receipt['title']}: {receipt['number_label']} {receipt['number']}")

    def deposit(self) -> None:
        """Originals into the smallest fitting compartment; a slip with a barcode."""
        self.hand.tap("deposit")
        shown = self.hand.wait("Deposit", lambda v: any(s["free"] for s in v["sizes"]))
        self.played.originals = shown["parcel"]
        self.picture("deposit")
        self.hand.tap("open")
        self.through_door(put=shown["parcel"])
        self.hand.tap("done")
        self.hand.wait("Dropped")
        wait_until(lambda: "barcode" in str(self.hand.values), "the slip")
        self.picture("dropped")
        self.say(f"   originals {self.played.originals} in compartment {self.played.compartment}")

    def through_door(self, *, put: str | None = None, take: bool = False) -> None:
        """At an open door: put in or take out, and push it shut."""
        door = self.hand.wait("DoorScreen", lambda v: v["phase"] == "open")
        self.picture(f"door-{door['purpose']}")
        compartment = self.played.compartment = door["compartment"]
        if put is not None:
            self.world.bank.put(compartment, put)
        if take:
            self.world.bank.take(compartment)
        self.world.bank.push(compartment)
        if door["purpose"] in ("drop", "load"):
            self.hand.wait("DoorScreen", lambda v: v["phase"] == "closed")

    def leave(self) -> None:
        """Farewell, card out, back to the attract screen."""
        self.hand.tap("finish")
        self.hand.wait("Goodbye")
        self.picture("goodbye")
        self.world.pcscd.remove()
        self.hand.wait("Attract")

    def collect_result(self) -> None:
        """Card in, the box opens, the result is taken, the service rated."""
        self.sign_on()
        self.hand.wait("Home", lambda v: any(t["id"] == "collect" and t["enabled"] for t in v["tiles"]))
        self.hand.tap("choose:collect")
        self.through_door(take=True)
        self.hand.wait("Collected")
        self.picture("collected")
        self.hand.tap("rate:5")
        self.hand.wait("Goodbye")
        self.world.pcscd.remove()
        self.hand.wait("Attract", timeout_s=40)
        self.say("   result taken, rated")

    # --- staff ---------------------------------------------------------------------------------------

    def staff_sign_in(self, number: str, view: str) -> None:
        """Number and PIN on the keypad."""
        self.hand.wait("Attract")
        self.hand.tap("staff")
        self.hand.wait("SignIn")
        for digit in number:
            self.hand.tap(f"key:{digit}")
        self.hand.tap("field:pin")
        for digit in self.world.secrets["staff"][number]:
            self.hand.tap(f"key:{digit}")
        self.picture("sign-in")
        self.hand.tap("sign_in")
        self.hand.wait(view)
        self.picture(view.lower())

    def courier_collects(self) -> None:
        """Every door of the list, every envelope scanned, the manifest signed."""
        self.staff_sign_in("2001", "CourierHome")
        self.hand.wait("CourierHome", lambda v: v["to_collect"] > 0)
        self.hand.tap("collect")
        lines = self.hand.wait("CourierCollect", lambda v: bool(v["lines"]))["lines"]
        self.picture("collect-list")
        for line in lines:
            self.hand.tap(f"open:{line['compartment']}")
            self.through_door(take=True)
            self.hand.wait("ScanEnvelope")
            self.world.camera.show(papers.envelope(line["parcel"]))
            self._wait_scanned(line["parcel"])
            self.world.camera.show(None)
        self.picture("collect-done")
        self.hand.tap("manifest")
        self.sign_manifest()
        self.say(f"   {len(lines)} envelope(s) collected, manifest signed by both sides")

    def _wait_scanned(self, parcel: str) -> None:
        self.hand.wait("CourierCollect", lambda v: _state(v, parcel) == "done")

    def sign_manifest(self) -> None:
        """Both sides sign the round; the courier is done."""
        self.hand.wait("Manifest")
        self.hand.sign()
        self.picture("manifest")
        self.hand.tap("sign")
        self.hand.wait("ManifestDone", lambda v: v["countersigned"])
        self.picture("manifest-done")
        self.hand.tap("finish")
        self.hand.wait("CourierHome")
        self.hand.tap("finish")
        self.hand.wait("Attract")

    def courier_loads(self) -> None:
        """Scan, door, shut; then the code exists for the resident."""
        self.staff_sign_in("2001", "CourierHome")
        self.hand.tap("load")
        self.hand.wait("ScanEnvelope")
        self.world.camera.show(papers.envelope(self.played.result))
        self.through_door(put=self.played.result)
        self.world.camera.show(None)
        self.hand.tap("done")
        self.hand.wait("ScanEnvelope")
        self.hand.tap("back")
        self.sign_manifest()
        self.say(f"   result {self.played.result} in compartment {self.played.compartment}")

    def technician(self) -> dict[str, Any]:
        """Every device with live values; the report's values."""
        self.staff_sign_in("4001", "Technician")
        shown = self.hand.wait("Technician", lambda v: bool(v["devices"]))
        self.picture("technician")
        for device in shown["devices"]:
            self.say(f"   {device['result']:4} {device['title']}")
        self.hand.tap("finish")
        self.hand.wait("Attract")
        return shown

    # --- the hall ------------------------------------------------------------------------------------

    def hall(self, officer: Officer, login: str) -> Officer:
        """Sign an officer in."""
        officer.sign_in(login, self.world.secrets["officers"][login])
        return officer


def _state(values: dict[str, Any], parcel: str) -> str:
    return str(next(line["state"] for line in values["lines"] if line["parcel"] == parcel))


def _paper_for(material: str, page: int) -> Paper:
    """Which paper a person would lay under the camera for the material the screen names."""
    if "身份证" in material or "card" in material.lower():
        return papers.id_card_back() if page else papers.id_card()
    return papers.household_register()

"""The power is cut between any two steps, and with doors open: the terminal comes back to the truth."""

import pytest

from workbench.camera import papers
from workbench.officer import Officer, chromium
from workbench.road import Road
from workbench.world import World, wait_until

pytestmark = pytest.mark.timeout(420)


def cut_and_return(road: Road) -> None:
    """kill -9, start again, no card in."""
    road.world.cut_power()
    road.world.pcscd.remove()
    road.world.camera.show(None)
    road.world.kiosk()


def shut_the_open_door(road: Road, compartment: int) -> None:
    """After the restart the open door is on the screen before anything else, and is not pulsed."""
    pulses = road.world.bank.pulses[compartment]
    shown = road.hand.wait("DoorScreen")
    assert (shown["compartment"], shown["phase"]) == (compartment, "open")
    road.world.bank.push(compartment)
    road.hand.wait("Attract")
    assert road.world.bank.pulses[compartment] == pulses


def test_killed_between_every_two_steps(world: World, road: Road) -> None:
    world.kiosk()
    apply_and_kill_at_the_receipt(road)
    drop_with_the_power_cut_at_an_open_door(road)
    collect_with_the_power_cut(road)
    in_the_hall(road)
    load_with_the_power_cut(road)
    take_with_the_power_cut(road)

    assert world.case_count() == 1
    assert " 0 cases broken" in world.hall_command("verify")
    doctor = world.doctor()
    store = doctor.stdout.split("Store", 1)[1].split("PASS", 1)[0]
    assert "problems" not in store, doctor.stdout


def apply_and_kill_at_the_receipt(road: Road) -> None:
    road.sign_on()
    road.choose_item()
    road.fill_form()
    road.photograph()
    road.check_and_sign()
    road.submit()
    cut_and_return(road)


def drop_with_the_power_cut_at_an_open_door(road: Road) -> None:
    """The receipt was durable: the case waits on the home screen, and the same envelope goes into the same box."""
    road.sign_on()
    open_my_deposit(road)
    door = road.hand.wait("DoorScreen", lambda v: v["phase"] == "open")
    cut_and_return(road)
    shut_the_open_door(road, door["compartment"])

    road.sign_on()
    open_my_deposit(road)
    again = road.hand.wait("DoorScreen", lambda v: v["phase"] == "open")
    assert again["compartment"] == door["compartment"]
    road.through_door(put=road.played.originals)
    road.hand.tap("done")
    road.hand.wait("Dropped")
    cut_and_return(road)


def open_my_deposit(road: Road) -> None:
    road.hand.wait("Home", lambda v: any(t["id"] == "deposit" and t["enabled"] for t in v["tiles"]))
    road.hand.tap("choose:deposit")
    shown = road.hand.wait("Deposit", lambda v: any(s["free"] for s in v["sizes"]))
    road.played.originals = shown["parcel"]
    road.hand.tap("open")


def collect_with_the_power_cut(road: Road) -> None:
    """At the open door the parcel is still the box's; after the scan it is the courier's, manifest or not."""
    line = open_first_line(road)
    cut_and_return(road)
    shut_the_open_door(road, line["compartment"])

    line = open_first_line(road)
    road.through_door(take=True)
    road.hand.wait("ScanEnvelope")
    road.world.camera.show(papers.envelope(line["parcel"]))
    road.hand.wait("CourierCollect", lambda v: v["scanned"] == 1)
    cut_and_return(road)

    road.staff_sign_in("2001", "CourierCollect")  # what was collected waits to be signed for
    road.hand.wait("CourierCollect", lambda v: [one["state"] for one in v["lines"]] == ["done"])
    road.hand.tap("manifest")
    road.sign_manifest()


def open_first_line(road: Road) -> dict[str, object]:
    road.staff_sign_in("2001", "CourierHome")
    road.hand.wait("CourierHome", lambda v: v["to_collect"] == 1)
    road.hand.tap("collect")
    line: dict[str, object] = road.hand.wait("CourierCollect", lambda v: bool(v["lines"]))["lines"][0]
    road.hand.tap(f"open:{line['compartment']}")
    road.hand.wait("DoorScreen", lambda v: v["phase"] == "open")
    return line


def in_the_hall(road: Road) -> None:
    number = road.played.case_number
    with chromium() as browser:
        acceptor = road.hall(Officer(road.world.hall_url, browser), "acceptor")
        wait_until(lambda: not outstanding(road), "the queue to empty")
        acceptor.scan_in(road.played.originals)
        acceptor.accept(number)
        road.hall(Officer(road.world.hall_url, browser), "approver").decide(number, granted=True)
        issuer = road.hall(Officer(road.world.hall_url, browser), "issuer")
        road.played.result = issuer.pack(number, "S")
        issuer.hand_out(road.played.result)


def outstanding(road: Road) -> int:
    return int(road.hand.screen["waiting"])


def load_with_the_power_cut(road: Road) -> None:
    """A code exists only for what lies behind a shut door."""
    scan_to_load(road)
    door = road.hand.wait("DoorScreen", lambda v: v["phase"] == "open")
    cut_and_return(road)
    shut_the_open_door(road, door["compartment"])
    assert not road.world.notices()

    scan_to_load(road)
    road.through_door(put=road.played.result)
    assert road.played.compartment == door["compartment"]
    road.hand.tap("done")
    road.hand.wait("ScanEnvelope")
    cut_and_return(road)
    wait_until(lambda: len(road.world.notices()) == 1, "one message with a code")


def scan_to_load(road: Road) -> None:
    road.staff_sign_in("2001", "CourierHome")
    road.hand.tap("load")
    road.hand.wait("ScanEnvelope")
    road.world.camera.show(papers.envelope(road.played.result))


def take_with_the_power_cut(road: Road) -> None:
    """Until it is concluded the result stays the resident's to take; then the code is dead."""
    code = road.world.notices()[-1]["code"]
    open_my_result(road)
    door = road.hand.wait("DoorScreen", lambda v: v["phase"] == "open")
    cut_and_return(road)
    shut_the_open_door(road, door["compartment"])

    road.played.code = code
    enter_code(road)
    road.through_door(take=True)
    road.hand.wait("Collected")
    cut_and_return(road)
    number = road.played.case_number
    wait_until(lambda: road.world.hall_case(number)["state"] in ("collected", "closed"), "the hall to know")

    enter_code(road)
    road.hand.wait("PickupCode", lambda v: bool(v["error"]))


def enter_code(road: Road) -> None:
    """The code of the message, without a card."""
    road.hand.wait("Attract")
    road.hand.tap("pickup")
    road.hand.wait("PickupCode")
    for digit in road.played.code:
        road.hand.tap(f"key:{digit}")
    road.hand.tap("code")


def open_my_result(road: Road) -> None:
    road.sign_on()
    road.hand.wait("Home", lambda v: any(t["id"] == "collect" and t["enabled"] for t in v["tiles"]))
    road.hand.tap("choose:collect")

"""What the screen shows while papers are photographed: live, full, or one picture under review."""

from dataclasses import replace

from kiosk.screens.capture import Capture
from kiosk.shot import ADVICE_TEXT
from kiosk.step import Here
from kiosk.steps import capture_words as words
from kiosk.steps.capture_checks import checks
from kiosk.steps.capture_live_screen import live_screen
from kiosk.steps.capture_state import Capturing
from kiosk.steps.capture_ways import has_room_after, is_tired, may_go_anyway, may_go_by_locker, may_use_certificate


def capture_screen(now: Capturing, here: Here) -> Capture:
    """The whole screen, in the language of the visit."""
    t, material, pages = here.visit.t, now.slots.material(here), now.slots.pages(here)
    shown = Capture(
        material=t(material.title),
        hint=t(material.photo),
        state="live" if now.room(here) else "full",
        checks=checks(now, here),
        live="live",
        page="",
        thumbs=[f"thumb/{page.number}" for page in pages],
        chosen=now.tray.chosen,
        page_title=t(words.PAGE_OF).format(now.tray.chosen + 1, len(pages)) if now.tray.chosen >= 0 else "",
        auto=here.visit.auto_shoot,
        hidden=now.hidden,
        can_go_on=now.slots.complete(here, now.slots.at) and now.tray.replacing is None,
        can_scan=now.room(here) and bool(here.terminal.scanner.sources),
        phone=_phone(here) if now.room(here) else "",
        can_certificate=may_use_certificate(now, here),
    )
    if now.shot is not None:
        return _under_review(shown, now, here)
    return live_screen(shown, now, here)


def _under_review(shown: Capture, now: Capturing, here: Here) -> Capture:
    t, shot = here.visit.t, now.shot
    if shot is None:
        return shown
    by_locker = may_go_by_locker(now, here)
    return replace(
        shown,
        state="review",
        page=f"shot/{shot.number}",
        advice=t(ADVICE_TEXT[shot.advice]),
        advice_tone="warn" if shot.advice else "good",
        picture=words.advice_picture(shot.advice),
        can_accept=shot.advice is None,
        can_add_page=has_room_after(now, here),
        can_anyway=may_go_anyway(now, here),
        can_by_locker=by_locker,
        way_out=t(words.TO_LOCKER if by_locker else words.TO_STAFF) if is_tired(now, here) else "",
        can_go_on=False,
    )


def _phone(here: Here) -> str:
    if here.terminal.hand_over is None:
        return ""
    return "here" if here.terminal.link.online else "offline"

"""Papers under the camera: the checklist, and one material with its pages."""

from dataclasses import dataclass

from kiosk.screens.screen import Screen


@dataclass(frozen=True)
class Check:
    """One slot of the material checklist; state: todo | now | done | none (nothing to hand in); `pages` of `wanted`."""

    title: str
    state: str
    pages: int = 0
    wanted: int = 0
    note: str = ""


@dataclass(frozen=True)
class Capture(Screen):
    """A material under the camera: `state` is live, review, or full (all its pages are there).

    `advice` is one sentence, `picture` the icon beside it; `thumbs` the tray of pages, `chosen` one of them or -1.
    The outlines of the sheets found and how long the one meant has been still come with each frame (`sight`).
    """

    EVENTS = (
        *("shoot", "auto", "show", "slot"),  # auto: {on}; slot: {index}
        *("scanner", "phone", "certificate", "next", "back"),
        "sheet",  # {index}: the one that is meant of several in view, by its outline in the bridge's `sight`
        *("retake", "accept", "anyway", "by_locker", "another_page"),
        *("choose_page", "turn_page", "retake_page", "delete_page", "move_page"),  # {index}; move_page: {index, to}
    )
    material: str
    hint: str
    state: str
    checks: list[Check]
    live: str  # image name of the preview, new frames announced by the bridge's `frame`
    page: str  # image name of the page under review
    thumbs: list[str]
    advice: str = ""
    advice_tone: str = "plain"
    picture: str = ""
    can_accept: bool = True
    can_anyway: bool = False
    can_by_locker: bool = False
    way_out: str = ""  # what else can be done after several bad pictures
    can_add_page: bool = False
    can_go_on: bool = False
    chosen: int = -1
    page_title: str = ""  # "page 1 of 2", of the chosen one
    auto: bool = True  # the picture is taken by itself
    hidden: bool = False  # the preview is hidden until somebody touches
    can_scan: bool = False  # a scanner is there as well
    can_certificate: bool = False  # an e-certificate may stand for it
    phone: str = ""  # pages from the person's own phone: "here", "offline" while the hall cannot be had, "" not at all

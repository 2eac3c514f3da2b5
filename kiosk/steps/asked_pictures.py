"""The pictures a correction is about, beside the offices' words; asked of the hall each time, never on this disk."""

from contract.text import Text
from kiosk.events import Done, Event, Failed
from kiosk.step import Here, Outcome, Stay
from kiosk.steps.copy_purpose import purpose_of

_NONE_NOW = Text(
    zh="上次交的照片现在取不到,不影响补交。",
    en="What you handed in before cannot be shown just now; you can go on all the same.",
)
IMAGES = "asked"


class AskedPictures:
    """Had while the step is shown; gone with it."""

    def __init__(self) -> None:
        self._materials: list[str] = []
        self._failed = False

    def ask(self, here: Here) -> None:
        """Only where something is to be photographed again, and the hall can be asked at all."""
        visit, offices, key = here.visit, here.terminal.offices, here.terminal.keys.seal
        asked, case_id = visit.application.asked, visit.application.case_id
        if offices is None or visit.identity is None or asked is None or case_id is None or not asked.materials:
            return
        self._failed = not here.terminal.link.online
        if self._failed:
            return
        visit.application.purpose = purpose_of(here)  # written across what is shown
        number = visit.identity.id_number
        here.run("pictures", "offices", lambda: offices.pictures(case_id, number, key))

    def on(self, event: Event, here: Here) -> Outcome | None:
        """What concerns the pictures; None is for the step."""
        match event:
            case Done("pictures", list() as found):
                self._materials = [one.material for one in found]
                here.visit.images[IMAGES] = [one.jpeg for one in found]
                return Stay()
            case Failed("pictures", error):
                here.terminal.note_error(error)
                self._failed = True
                return Stay()
        return None

    def names(self, here: Here) -> list[str]:
        """What the screen asks the pictures by; another case's have other names, so that no old one is shown."""
        case_id = here.visit.application.case_id
        return [f"{IMAGES}/{index}/{case_id}" for index in range(len(self._materials))]

    def note(self, here: Here) -> str:
        """Why there is none, when there should be."""
        return here.visit.t(_NONE_NOW) if self._failed else ""

    def leave(self, here: Here) -> None:
        """Nothing of it stays in the visit."""
        here.visit.images.pop(IMAGES, None)

"""The signature on the screen, bound by hash to the answers and to the very pages that are filed."""

from contract.filed_pdf import Sheet
from contract.people import mask_name
from contract.text import Text
from kiosk.events import Done, Event, Said
from kiosk.making import lay, signed_sha256
from kiosk.screens.hand_in import Sign
from kiosk.screens.screen import Screen
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.steps.strokes import MIN_POINTS, clean_strokes
from kiosk.visit import Application

_STATEMENT = Text(
    zh="我确认以上填写和所拍材料真实、完整,同意有关部门为办理本事项核验这些信息。",
    en="I confirm that what I filled in and photographed is true and complete, and agree that the offices "
    "concerned may verify it to handle this matter.",
)
_PURPOSE = Text(zh="用于:{0}", en="For: {0}")
_TOO_SHORT = Text(zh="请在框内签上您的名字", en="Please sign your name in the frame")


class SignHere(Step):
    """Strokes with times, in millimetres."""

    title = "sign"

    def __init__(self) -> None:
        self._signing = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("sign", {"strokes": strokes}) if not self._signing:
                taken = clean_strokes(strokes)
                if sum(map(len, taken)) < MIN_POINTS:
                    here.toast(here.visit.t(_TOO_SHORT))
                    return None
                application, self._signing = here.visit.application, True
                application.strokes = taken
                here.run("bound", "capture", lambda: bind(application))
            case Done("bound", (dict() as sheets, str(sha256))):
                here.visit.application.sheets, here.visit.application.shown_sha256 = sheets, sha256
                return Next()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, application = here.visit.t, here.visit.application
        title = here.terminal.title_of(application, here.visit.language)
        identity = here.visit.identity
        name = mask_name(str(application.answers.get("p.name") or (identity.name if identity else "")))
        return Sign(t(_STATEMENT), name, t(_PURPOSE).format(title))


def bind(application: Application) -> tuple[dict[str, tuple[Sheet, ...]], str]:
    """The sheets as they will be filed, and what the signature covers; many megabytes, so on the capture thread."""
    sheets = lay(application)
    return sheets, signed_sha256(application.answers, sheets)

"""What was read on the papers beside what the form says: the person decides, nothing is filled in silently (L-15)."""

from contract import form
from contract.form import Origin, Prefilled, Question
from contract.people import mask_id
from contract.text import Text
from kiosk import words
from kiosk.events import Done, Elapsed, Event, Said
from kiosk.papers.background import READING_S, still_reading, suggested
from kiosk.screens import Difference, PaperCheck, Screen, Working
from kiosk.step import Back, GoTo, Here, Next, Outcome, Step
from kiosk.steps.capture import CaptureMaterials
from kiosk.steps.capture_state import doubt_of, to_photograph
from kiosk.visit import Suggested

SURE = 0.9  # below it the reading is marked as unsure; a rank of the reader, not a probability
_READING = Text(zh="正在读您拍的材料", en="Reading your papers")
_OTHER_PERSON = Text(
    zh="材料上的姓名或号码和您的卡不一样。如果拿错了,请重拍;没有拿错,工作人员会核对。",
    en="The paper names another person than your card. Wrong paper? Take it again. If it is right, staff will check.",
)
_SAME = frozenset(" ·-　")


class ComparePapers(Step):
    """Only where paper and form differ; an empty answer counts as differing, a fixed one can only be looked at."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._waiting = False  # for pages that are still being read

    def skip(self, here: Here) -> bool:
        pages = here.visit.application.pages
        self._waiting = here.visit.read_papers and (still_reading(pages) or doubt_of(here) is not None)
        self._take_in(here)
        return not here.visit.read_papers or not (self._waiting or self._differing(here))

    def enter(self, here: Here) -> None:
        if self._waiting:
            here.run("read", "ocr", lambda: None)  # its turn comes after the pages that are being read
            here.later(READING_S, "enough")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("read") | Elapsed("enough") if self._waiting:
                self._waiting = False
                self._take_in(here)
                if found := doubt_of(here):
                    here.visit.application.open_material = found.material
                    return GoTo(CaptureMaterials)
                return None if self._differing(here) else Next()
            case Said(name) if self._waiting and name != "back":
                return None
            case Said("take", {"field": str(field)}) if field in self._open(here):
                self._taken.add(field)
            case Said("keep", {"field": str(field)}):
                self._taken.discard(field)
            case Said("again") if to_photograph(here):
                self._open_the_one_meant(here)
                return GoTo(CaptureMaterials)
            case Said("off"):
                here.visit.read_papers = False
                return Next()
            case Said("next"):
                self._fill(here)
                return Next()
            case Said("back"):
                return Back()
        return None

    def _open_the_one_meant(self, here: Here) -> None:
        """The page with what cannot be right, else the first that differs; it is taken again in its place."""
        application, free, differing = here.visit.application, self._open(here), self._differing(here)
        meant = sorted(differing.values(), key=lambda one: one.field in free)
        asked = [use.material for use in to_photograph(here)]
        found = next((one for one in meant if one.material in asked), None)
        application.open_material = found.material if found else asked[0]
        application.open_page = found.page if found else 0

    @staticmethod
    def _take_in(here: Here) -> None:
        """What the pages say, of all that are read by now."""
        pages = here.visit.application.pages
        if any(page.reading for some in pages.values() for page in some):
            here.visit.application.suggested = [*suggested(pages)]

    def _fill(self, here: Here) -> None:
        application, differing, free = here.visit.application, self._differing(here), self._open(here)
        for field in self._taken & free:
            application.answers[field] = differing[field].value
            application.prefilled[field] = Prefilled(differing[field].value, Origin.CAPTURED)
        application.settled |= {(field, _plain(one.value)) for field, one in differing.items()}

    def _questions(self, here: Here) -> dict[str, Question]:
        application, catalogue = here.visit.application, here.terminal.catalogue
        built = form.build([catalogue.items[item] for item in application.items], catalogue)
        return {q.field.id: q for group in built.visible(application.answers) for q in group.questions}

    def _differing(self, here: Here) -> dict[str, Suggested]:
        """By field, what was read surest and is not what the form says; what cannot be an answer is left out.

        What the person has looked at once is not asked again.
        """
        application, asked, found = here.visit.application, self._questions(here), dict[str, Suggested]()
        for one in sorted(application.suggested, key=lambda one: one.confidence):
            question = asked.get(one.field)
            if question and not form.problem(question, one.value, application.answers):
                found[one.field] = one
        said = {field: _plain(application.answers.get(field)) for field in found}
        return {
            field: one
            for field, one in found.items()
            if (read := _plain(one.value)) != said[field] and (field, read) not in application.settled
        }

    def _open(self, here: Here) -> set[str]:
        """The fields whose answer the person may take from the paper."""
        asked, answers = self._questions(here), here.visit.application.answers
        return {field for field in self._differing(here) if not (asked[field].read_only and answers.get(field))}

    def screen(self, here: Here) -> Screen:
        if self._waiting:
            return Working(here.visit.t(_READING))
        asked, differing, free = self._questions(here), self._differing(here), self._open(here)
        rows = [self._row(asked[field], one, field in free, here) for field, one in differing.items()]
        other = any(field not in free for field in differing)
        return PaperCheck(rows, here.visit.t(_OTHER_PERSON) if other else "", can_photograph=bool(to_photograph(here)))

    def _row(self, question: Question, one: Suggested, free: bool, here: Here) -> Difference:
        t, field = here.visit.t, question.field
        mine = here.visit.application.answers.get(field.id)
        both = [
            form.text_of(field, value, here.visit.language) if value not in (None, "") else ""
            for value in (mine, one.value)
        ]
        on_form, on_paper = (mask_id(text) if field.type == "id18" and text else text for text in both)
        return Difference(
            field.id,
            t(field.label),
            on_form or t(words.NONE),
            on_paper,
            one.confidence < SURE,
            free,
            field.id in self._taken,
        )


def _plain(value: object) -> str:
    """A value without what a reader may lose: spaces, dots and dashes between words, upper and lower case."""
    return "".join(letter for letter in str(value if value is not None else "") if letter not in _SAME).casefold()

"""Everything once more, in the order of the form, before it is signed."""

from contract import form
from contract.coverage import left
from contract.covered import WAY_TEXT
from contract.form import Group
from contract.people import mask_id
from contract.text import Text
from kiosk import words
from kiosk.events import Event, Said
from kiosk.screens.hand_in import Review
from kiosk.screens.screen import Row, Screen, Section
from kiosk.step import Back, GoTo, Here, Next, Outcome, Step
from kiosk.steps.capture import CaptureMaterials
from kiosk.steps.capture_slots import to_photograph
from kiosk.steps.fill_form import FillForm

_PAGES = Text(zh="已拍 {0} 页", en="{0} pages photographed")
_ORIGINAL = Text(zh="原件放进柜子", en="original goes into the locker")
_PAPERS = "papers"  # the target of `edit` that leads back to the camera


class ReviewAll(Step):
    """Nothing new is asked; every section can be gone back to."""

    title = "review"

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("next"):
                return Next()
            case Said("edit", {"target": str(target)}) if target == _PAPERS:
                shown = to_photograph(here)
                here.visit.application.open_material = shown[0].material if shown else ""
                return GoTo(CaptureMaterials) if shown else None
            case Said("edit", {"target": target}):
                here.visit.application.open_field = str(target)
                return GoTo(FillForm)
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        application, catalogue = here.visit.application, here.terminal.catalogue
        items = catalogue.asked(application.items, application.package)
        groups = form.build(items, catalogue).visible(application.answers)
        return Review(
            title=here.terminal.title_of(application, here.visit.language),
            sections=[self._section(group, here) for group in groups],
            materials=self._materials(here),
            edit_papers=_PAPERS if to_photograph(here) else "",
            thumbs=[f"thumb/{page.number}" for pages in application.pages.values() for page in pages],
        )

    def _section(self, group: Group, here: Here) -> Section:
        t, answers = here.visit.t, here.visit.application.answers
        rows = []
        for question in group.questions:
            value = answers.get(question.field.id)
            text = form.text_of(question.field, value, here.visit.language) if value not in (None, "") else ""
            if question.field.type == "id18" and text:
                text = mask_id(text)
            rows.append(Row(t(question.field.label), text or t(words.NONE)))
        return Section(t(group.title), rows, group.questions[0].field.id)

    def _materials(self, here: Here) -> list[Row]:
        t, application, catalogue = here.visit.t, here.visit.application, here.terminal.catalogue
        items = catalogue.asked(application.items, application.package)
        rows = []
        for use in [need.use for need in left(items, catalogue, application.answers, application.covered)]:
            pages = len(application.pages.get(use.material, []))
            parts = [t(_PAGES).format(pages)] if pages else []
            parts += [t(_ORIGINAL)] if use.original else []
            rows.append(Row(t(catalogue.materials[use.material].title), ", ".join(parts)))
        closed = [(t(catalogue.materials[one.material].title), one) for one in application.covered]
        return rows + [Row(title, f"{t(WAY_TEXT[one.way])}, {t(one.source)}", tone="good") for title, one in closed]

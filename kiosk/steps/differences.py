"""Where papers and form differ, field by field."""

from contract import form
from contract.form import Origin, Prefilled, Question
from contract.people import mask_id
from kiosk import words
from kiosk.papers.background import suggested
from kiosk.screens.papers import Difference
from kiosk.step import Here
from kiosk.visit import Suggested

_SURE = 0.9  # below it the reading is marked as unsure; a rank of the reader, not a probability
_SAME = frozenset(" ·-　")


def take_in(here: Here) -> None:
    """What the pages say, of all that are read by now."""
    pages = here.visit.application.pages
    if any(page.reading for some in pages.values() for page in some):
        here.visit.application.suggested = [*suggested(pages)]


def _questions(here: Here) -> dict[str, Question]:
    """What the form asks at present, by field."""
    application, catalogue = here.visit.application, here.terminal.catalogue
    built = form.build([catalogue.items[item] for item in application.items], catalogue)
    return {q.field.id: q for group in built.visible(application.answers) for q in group.questions}


def differing(here: Here) -> dict[str, Suggested]:
    """By field, what was read surest and is not what the form says; what cannot be an answer is left out.

    What the person has looked at once is not asked again.
    """
    application, asked, found = here.visit.application, _questions(here), dict[str, Suggested]()
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


def takeable(here: Here) -> set[str]:
    """The fields whose answer the person may take from the paper."""
    asked, answers = _questions(here), here.visit.application.answers
    return {field for field in differing(here) if not (asked[field].read_only and answers.get(field))}


def settle(taken: set[str], here: Here) -> None:
    """Fill in what the person takes from the papers; all that differs was looked at and is not asked again."""
    application, found = here.visit.application, differing(here)
    for field in taken & takeable(here):
        application.answers[field] = found[field].value
        application.prefilled[field] = Prefilled(found[field].value, Origin.CAPTURED)
    application.settled |= {(field, _plain(one.value)) for field, one in found.items()}


def difference_rows(taken: set[str], here: Here) -> list[Difference]:
    """The differences as the screen has them; of `taken` fields the paper counts."""
    asked, free = _questions(here), takeable(here)
    return [_row(asked[field], one, field in free, field in taken, here) for field, one in differing(here).items()]


def _row(question: Question, one: Suggested, free: bool, taken: bool, here: Here) -> Difference:
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
        one.confidence < _SURE,
        free,
        taken,
    )


def _plain(value: object) -> str:
    """A value without what a reader may lose: spaces, dots and dashes between words, upper and lower case."""
    return "".join(letter for letter in str(value if value is not None else "") if letter not in _SAME).casefold()

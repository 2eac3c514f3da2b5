"""What is asked for again (补正), in words: the offices' sentences, and what is done about it here."""

from contract import form
from contract.catalogue import Catalogue
from contract.correction import Asked
from contract.hand_in import asked_again
from contract.item import Item
from contract.question import base_of
from contract.text import Text
from kiosk import slips
from kiosk.screens.screen import Row, Section
from kiosk.screens.services import Todo
from kiosk.step import Here

_PHOTOGRAPH = Text(zh="拍「{0}」", en="Photograph: {0}")
_ORIGINAL = Text(zh="把「{0}」原件放进柜子", en="Put the original into the locker: {0}")
_FILL = Text(zh="重新填写 {0} 项", en="Fill in {0} fields again")
_SIGN = Text(zh="签名确认", en="Sign")


def catalogue_of(here: Here) -> Catalogue:
    """What a visit goes by: what is offered, or for an earlier case all that was ever offered here."""
    offers = here.terminal.offers
    return offers.now.catalogue if here.visit.application.asked is None else offers.known


def items_of(here: Here) -> list[Item]:
    """The items of the application, within its package; of an earlier case those that are known here."""
    application = here.visit.application
    if application.asked is None:
        return catalogue_of(here).asked(application.items, application.package)
    return here.terminal.offers.of_case(application.items, application.package)


def beyond(here: Here) -> bool:
    """Whether something is asked for of a service, or a paper, that was never known here."""
    asked, known, items = here.visit.application.asked, catalogue_of(here), items_of(here)
    if asked is None:
        return False
    fields = {base_of(one.field.id) for one in form.build(items, known).questions()} if items else set()
    return not (known.materials.keys() >= set(asked.materials) and fields >= set(asked.fields))


def section(asked: Asked, here: Here) -> Section:
    """One office's list, under its services."""
    items = catalogue_of(here).items
    names = [items[item].short.in_(here.visit.language) for item in asked.items if item in items]
    return Section(", ".join(names), [Row("", words) for words in asked.wants.words])


def todo(here: Here) -> list[Todo]:
    """What the resident will do, one after the other."""
    t, application, terminal = here.visit.t, here.visit.application, here.terminal
    if application.asked is None:
        return []
    uses = asked_again(items_of(here), application.asked.materials)
    scans, papers = [use.material for use in uses if use.scan], [use.material for use in uses if use.original]
    language, fields = here.visit.language, len(application.asked.fields)
    found = [Todo("edit", t(_FILL).format(fields))] if fields else []
    found += [Todo("camera", t(_PHOTOGRAPH).format(one)) for one in slips.titles(terminal, scans, language)]
    found += [Todo("locker", t(_ORIGINAL).format(one)) for one in slips.titles(terminal, papers, language)]
    return [*found, Todo("sign", t(_SIGN))]

"""What the page about papers nobody has to bring goes by: which slots may be closed, what was asked, what was found."""

from contract import coverage
from contract.bodies import Applicant
from contract.coverage import Consent, CoverageAsk
from contract.covered import Covered, Way
from contract.hand_in import Need
from contract.question import answers_of
from contract.source import LookUpAnswer
from kiosk.step import Here


def askable(here: Here) -> tuple[Need, ...]:
    """The slots that need not be the resident's to fill, by the answers so far."""
    catalogue, application = here.terminal.catalogue, here.visit.application
    return coverage.askable([catalogue.items[item] for item in application.items], catalogue, application.answers)


def asked_for(here: Here) -> tuple[tuple[str, str], ...]:
    """The slots and questions of the present form: when they change, the offices are asked anew."""
    materials, answers = here.terminal.catalogue.materials, here.visit.application.answers
    asked = []
    for need in askable(here):
        verify = materials[need.use.material].verify
        question = verify.asked(answers_of(need.items[0], answers)) if verify else None
        asked.append((need.use.material, question or ""))
    return tuple(asked)


def ask_of(consent: Consent, here: Here, certificate: str = "") -> CoverageAsk:
    """What goes to the hall, sealed; `certificate` with `Consent.ONE`. RuntimeError when nobody is signed in."""
    application, identity = here.visit.application, here.visit.identity
    if identity is None:
        raise RuntimeError("only a signed-in resident can ask")
    return CoverageAsk(
        items=application.items,
        applicant=Applicant(name=identity.name, id_number=identity.id_number, mobile=""),
        answers=application.answers,
        consent=consent,
        consented_at=here.clock.now(),
        certificate=certificate,
    )


def keep(found: list[Covered], here: Here) -> None:
    """What was asked for counts and nothing else the hall may say; pages of a closed slot go."""
    application, catalogue = here.visit.application, here.terminal.catalogue
    open_to = {need.use.material: coverage.electronic(need, catalogue) for need in askable(here)}
    application.covered = [one for one in found if one.way in open_to.get(one.material, ())]
    application.covered_for = asked_for(here)
    for one in application.covered:
        application.pages.pop(one.material, None)


def keep_one(found: list[Covered], here: Here) -> bool:
    """A certificate the person chose closes its slot beside what is closed already; whether the hall granted it."""
    application, catalogue = here.visit.application, here.terminal.catalogue
    may = {need.use.material for need in askable(here) if Way.CERTIFICATE in coverage.electronic(need, catalogue)}
    fresh = {one.material: one for one in found if one.way is Way.CERTIFICATE and one.material in may}
    application.covered = [one for one in application.covered if one.material not in fresh] + list(fresh.values())
    for material in fresh:
        application.pages.pop(material, None)
    return bool(fresh)


def dispute(material: str, here: Here) -> None:
    """The person calls an office's record wrong."""
    application = here.visit.application
    application.covered = [
        one.model_copy(update={"disputed": True}) if one.material == material and differs(one) else one
        for one in application.covered
    ]


def differs(one: Covered) -> bool:
    """An answer the resident may call wrong, and has not."""
    return one.way is Way.VERIFICATION and one.answer is LookUpAnswer.NO and not one.disputed

"""What was answered to a package's questions need not be typed into its form again (domain 2.6, 2.11)."""

from contract import form
from contract.form import Form, Origin
from contract.package import Package
from kiosk.visit import Application


def take_over(asked: Form, application: Application, package: Package | None) -> None:
    """Fill the form from the package's answers, anew each time it is entered: they can be changed by going back.

    What the person has typed, or changed since, stays.
    """
    said = form.answered(asked, package.filled(application.package_answers)) if package else {}
    before = {field: one for field, one in application.prefilled.items() if one.origin is Origin.ANSWERED}
    for field in before.keys() | said.keys():
        old, now = before.get(field), application.answers.get(field)
        if now is not None and (old is None or now != old.value):
            continue
        application.prefilled.pop(field, None)
        application.answers.pop(field, None)
        if field in said:
            application.prefilled[field], application.answers[field] = said[field], said[field].value

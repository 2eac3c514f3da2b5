"""What the list of e-certificates shows, and which paper of the open form each could stand for."""

from enum import Enum, unique

from contract import coverage
from contract.certificate import Standing, kinds
from contract.covered import Way
from contract.my_card import HeldCertificate
from contract.text import Text
from kiosk.screens.card import CertificateRow, Certificates
from kiosk.step import Here
from kiosk.steps.ask_offices_state import askable

STANDING_TEXT: dict[Standing, Text] = {
    Standing.VALID: Text(zh="有效", en="Valid"),
    Standing.NOT_YET: Text(zh="还没有生效", en="Not valid yet"),
    Standing.EXPIRED: Text(zh="已过期", en="Expired"),
    Standing.REVOKED: Text(zh="已撤销", en="Revoked"),
    Standing.SUPERSEDED: Text(zh="已被新证代替", en="Replaced by a newer one"),
}
_NUMBER = Text(zh="编号末八位 {0}", en="number ends in {0}")
_UNTIL = Text(zh="{0},到 {1}", en="{0}, until {1}")


@unique
class Asked(Enum):
    """How far the question is; the value is what the page says of it, and its tone."""

    NOT = ("warn", "现在联不上大厅,电子证照查不到", "The hall cannot be reached: your e-certificates are not known now")
    ASKING = ("plain", "正在查询,请稍候……", "Asking, one moment…")
    PUTTING = ("plain", "正在放进表里,请稍候……", "Putting it into your form, one moment…")
    REFUSED = ("warn", "这份证照没能放进表里,请拍照", "It could not be put into the form: please photograph the paper")
    NO_FORM = (
        "plain",
        "证照要在办事时用:选好事项、填好表,到“拍材料”那一步点“用我的电子证照”",
        "They are used in an application: choose a service, fill in the form, then touch “Use my e-certificate” where "
        "the papers are photographed",
    )
    TOLD = ("plain", "", "")


_NONE = Text(zh="证照库里还没有您的电子证照", en="You have no e-certificates yet")
_TOUCH = Text(zh="点一下要用的证照", en="Touch the one to use")


def certificates_screen(asked: Asked, for_form: bool, here: Here) -> Certificates:
    """The whole screen, in the language of the visit."""
    t, told = here.visit.t, here.visit.my_card
    rows = [_row(one, for_form, here) for one in told.certificates] if told is not None else []
    tone, zh, en = asked.value
    if zh:
        return Certificates(t(Text(zh=zh, en=en)), tone, rows)
    if not rows:
        return Certificates(t(_NONE), "plain")
    return Certificates(t(_TOUCH) if any(row.slot for row in rows) else "", "plain", rows)


def _row(one: HeldCertificate, for_form: bool, here: Here) -> CertificateRow:
    t, kind = here.visit.t, kinds().get(one.kind)
    standing = t(STANDING_TEXT[one.standing])
    if one.valid_until is not None and one.standing in (Standing.VALID, Standing.EXPIRED):
        standing = t(_UNTIL).format(standing, one.valid_until.isoformat())
    tone = "good" if one.standing is Standing.VALID else "warn"
    title = t(kind.title) if kind else one.kind
    source = f"{t(kind.issuer) if kind else one.issuer} · {t(_NUMBER).format(one.number[-8:])}"
    return CertificateRow(one.number, title, source, standing, tone, slot_of(one, here) if for_form else "")


def slot_of(one: HeldCertificate, here: Here) -> str:
    """The paper of the open form that a valid certificate would stand for, by its name; empty: there is none."""
    if one.standing is not Standing.VALID:
        return ""
    catalogue = here.terminal.catalogue
    closed = {cover.material for cover in here.visit.application.covered}
    for need in askable(here):
        material = catalogue.materials[need.use.material]
        fits = material.certificate == one.kind and Way.CERTIFICATE in coverage.electronic(need, catalogue)
        if fits and material.id not in closed:
            return here.visit.t(material.title)
    return ""

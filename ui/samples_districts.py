"""Sample values of a service that is not of the whole city: the question, and where to go instead."""

from contract.scope import DISTRICTS, OUTSIDE, Address
from kiosk.screens.form import Form, Question
from kiosk.screens.screen import Choice, Row, Screen, Tile
from kiosk.screens.services import Catalogue, Guide, MaterialRow
from ui.samples import Say


def district_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    title = say("长者长寿保健金发放确认", "Longevity allowance, confirmation of payment")
    choices = [Choice(code, say(name.zh, name.en)) for code, name in DISTRICTS.items()]
    question = Question(
        Address.HOUSEHOLD,
        say("申请人的户籍在哪个区?", "In which district is the applicant's household?"),
        "choice",
        "440113",
        required=True,
        read_only=False,
        choices=[*choices, Choice(OUTSIDE, say("不在广州市", "Not in Guangzhou"))],
    )
    asked = Form(title, say("先看看本机能不能办", "First: can this terminal help?"), 1, 1, [question])
    return {
        "Form-district": asked,
        "Guide-elsewhere": _elsewhere(say, title),
        "Catalogue-home": _listed(
            say, "pick", [Choice("pick", say("户籍所在区:番禺区", "District of your household: Panyu"))]
        ),
        "Catalogue-districts": _listed(say, "440113", [Choice("", say("全部", "All")), *choices]),
    }


def _listed(say: Say, district: str, districts: list[Choice]) -> Catalogue:
    sub = say("民政部门 · 区 · 番禺区", "Civil affairs · District · Panyu")
    badge = say("本机仅提供办事指南", "Information only")
    return Catalogue(
        "",
        [Tile("G00000", say("养犬登记证首次申领", "First issue of a dog's registration"), sub, "item-district", badge)],
        [Choice("", say("全部", "All")), Choice("district", say("区", "District"))],
        districts=districts,
        district=district,
    )


def _elsewhere(say: Say, title: str) -> Guide:
    bring = say("办理时请带上", "To be taken along to where it is handled")
    return Guide(
        title,
        say("区民政部门", "District civil affairs office"),
        say("本机仅提供办事指南", "Information only"),
        "bad",
        [
            Row(say("受理与决定", "Taken and decided"), say("由番禺区决定", "Decided in Panyu")),
            Row(say("收费", "Fee"), say("免费", "Free")),
        ],
        [say("本市户籍", "Household in this city")],
        [MaterialRow(say("居民身份证", "Resident identity card"), bring, "doc")],
        False,
        say(
            "该事项只能在您户籍所在的番禺区办理,请到番禺区的终端或政务服务中心。",
            "This service is only taken in the district of your household. "
            "Please go to a terminal or service centre in Panyu.",
        ),
    )

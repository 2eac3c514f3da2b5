"""Where to go with what is not taken here: nothing ends without a place to go (domain 2.11, one mouth accepts)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from contract import catalogue
from contract.catalogue import Catalogue
from contract.item import Here, Item
from contract.prereview import Verdict, VerdictKind
from contract.rule import FindingLevel
from contract.scope import OUTSIDE, Taken, district_name
from contract.text import Text
from hall.catalogues.services import NotKept, kept, published
from hall.counter.choosing import Chosen, unanswered

_LINE = Text(zh="也可拨打 12345 咨询。", en="You can also call 12345.")
_RETIRED = Text(zh="“{0}”已停止办理", en="“{0}” is no longer taken")
_ASK_OFFICE = Text(zh="请向{0}咨询替代办法。", en="Please ask what takes its place: {0}.")
_NOT_HERE = Text(zh="“{0}”不在本区受理", en="“{0}” is not taken in this district")
_GO_TO_ONE = Text(zh="请到{0}的终端或政务服务中心办理。", en="Please go to a terminal or service centre in {0}.")
_GO_HOME = Text(
    zh="该事项由您所在的{0}受理,请到{0}的终端或政务服务中心。",
    en="It is taken in your own district. Please go to a terminal or service centre in {0}.",
)
_GO_AWAY = Text(
    zh="该事项由您户籍或居住地决定,请到当地的政务服务中心办理。",
    en="It is decided where your household or home is. Please go to the service centre there.",
)
_IN_PERSON = Text(
    zh="“{0}”须本人到承办单位办理", en="“{0}” is taken only by the office that decides it, from the person"
)
_GO_TO_OFFICE = Text(
    zh="请带下列材料到{0}办理;可先在网上查一查材料是否齐全,或在终端预填。",
    en="Please go there with the papers below: {0}. Whether they are complete can be checked on the web, and the form "
    "prepared at a terminal.",
)
_NOT_FOR_YOU = Text(zh="目前不符合办理条件", en="The conditions are not met at present")
_PACKAGE_NOT = Text(zh="这个“一件事”不适用于您的情况", en="This package does not fit your situation")
_SINGLE = Text(
    zh="其中的事项仍可单独申请,请返回列表选择。",
    en="Its services can still be applied for one by one: please choose from the list.",
)
_WHY_NOT = Text(
    zh="{0}可以说明条件何时满足、有无其他办法,不服也可要求书面答复。",
    en="This office can say when the conditions will be met and what else there is, and must answer in writing when "
    "asked to: {0}.",
)


@dataclass(frozen=True, slots=True)
class Referral:
    """Why something is not taken here, and where to go with it; one sentence each at least.

    `prepares`: the form can be filled in and judged all the same, for whoever goes there.
    """

    title: Text
    reasons: tuple[Text, ...]
    where: tuple[Text, ...]
    prepares: bool = False


def of_choice(choice: Chosen, district: str) -> Referral | None:
    """Where to go with what is chosen, when it is not taken here; None when it is."""
    package = choice.package
    why = package.refusal(choice.answers) if package else None
    if why is not None:
        return Referral(_PACKAGE_NOT, (why,), (_SINGLE, _LINE))
    if unanswered(choice, district):
        return None
    for item in choice.items:
        if district and item.scope.taken(district, choice.homes) is Taken.ELSEWHERE:
            return Referral(_named(_NOT_HERE, item), (item.department,), (_elsewhere(item, choice, district), _LINE))
    return next((one for item in choice.items if (one := _in_person(item))), None)


def taken(choice: Chosen, district: str) -> bool:
    """Whether an application for it can be begun here now."""
    return not unanswered(choice, district) and of_choice(choice, district) is None


def of_verdict(verdict: Verdict, items: Sequence[Item]) -> Referral | None:
    """Where to go when pre-review says that the conditions are not met; None for every other verdict."""
    if verdict.kind is not VerdictKind.NOT_FOR_YOU:
        return None
    grave = [one for one in verdict.findings if one.level is FindingLevel.NOT_FOR_YOU]
    whose = {id_ for one in grave for id_ in one.items}
    offices = dict.fromkeys(item.department for item in items if item.id in whose)
    return Referral(_NOT_FOR_YOU, tuple(one.text for one in grave), (*map(_why_not, offices), _LINE))


def retired(kind: str, id_: str) -> Referral | None:
    """What an earlier catalogue offered under this name; None for what never was offered."""
    for known in _earlier():
        if kind == "package" and id_ in known.packages:
            return Referral(_filled(_RETIRED, known.packages[id_].title), (known.packages[id_].who,), (_SINGLE, _LINE))
        if kind == "item" and id_ in known.items:
            item = known.items[id_]
            return Referral(_named(_RETIRED, item), (item.who,), (_filled(_ASK_OFFICE, item.department), _LINE))
    return None


def _earlier() -> Iterator[Catalogue]:
    """Catalogues that were in force before, the newest first, then the one that came with the program."""
    today = timezone.localdate()
    for since, version, _pack in published():
        if since <= today:
            try:
                yield kept(version)
            except NotKept:
                continue
    yield catalogue.load()


def _in_person(item: Item) -> Referral | None:
    if item.here in (Here.WHOLE, Here.UP_TO_LOCKER):
        return None
    where = (_filled(_GO_TO_OFFICE, item.department), _LINE)
    return Referral(_named(_IN_PERSON, item), (item.who,), where, prepares=item.here is Here.PREPARE)


def _elsewhere(item: Item, choice: Chosen, district: str) -> Text:
    if item.scope.by is None or not item.scope.reaches(district):
        names = [district_name(code) for code in item.scope.districts]
        said = Text(zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names))
        return _filled(_GO_TO_ONE, said)
    home = choice.homes[item.scope.by]
    return _GO_AWAY if home == OUTSIDE else _filled(_GO_HOME, district_name(home))


def _why_not(department: Text) -> Text:
    return _filled(_WHY_NOT, department)


def _named(text: Text, item: Item) -> Text:
    return _filled(text, item.short)


def _filled(text: Text, what: Text) -> Text:
    return Text(zh=text.zh.format(what.zh), en=text.en.format(what.en))

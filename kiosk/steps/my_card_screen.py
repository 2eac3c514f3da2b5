"""What "my card" shows: how the numbers add up, what the card says of itself, and where its holder stands."""

from contract.card import Application, Registry, Status, registry
from contract.holding import STATE_TEXT, Basis, Holding
from contract.text import Text
from kiosk.clock import local
from kiosk.screens.card import CardTile, MyCard
from kiosk.screens.screen import Row
from kiosk.step import Here
from kiosk.steps.my_card_state import TONES, holding_of, identity_of, is_child, shows_card, validity_of

UNNAMED = "unnamed"
"""What the tile of the planned ones without a name is called."""
_COUNT = Text(zh="可用 {0} 种 + 建设中 {1} 种 = 共 {2} 种", en="{0} in use + {1} planned = {2} in all")
_PLANNED = Text(zh="建设中 {0} 种,还不能用", en="{0} planned, not to be used yet")
_SOON = Text(zh="建设中", en="Planned")
_OTHERS = Text(zh="还有 {0} 种,名称未公布", en="{0} more, not named yet")
_VALID = Text(zh="卡的有效期", en="Card valid until")
_FOR_GOOD = Text(zh="长期", en="For good")
_BY = {
    Basis.CARD: Text(zh="按卡内记载", en="As the card says"),
    Basis.RULES: Text(
        zh="卡内没有记载,按 2009 年规定和发卡日期推算",
        en="The card has no end date; worked out from its day of issue by the rules of 2009",
    ),
}
_UNSEEN = Text(zh="卡内没有记载", en="The card does not say")
_OTHER_CARD = Text(zh="插入社保卡后才能看到", en="Put in the card to see this")
_ASKING = Text(zh="正在查询,请稍候……", en="Asking, one moment…")
_LOST = Text(
    zh="您名下的社保卡已挂失,各项应用都停用,也不能凭它取件。有新卡请插新卡;找到了请带身份证到窗口解除挂失。",
    en="Your social-security card is reported lost: it cannot be used for anything and opens no locker. "
    "Use your new card, or have the old one freed at the window with your identity card.",
)
_AWAY = Text(
    zh="现在联不上网:启用情况和电子证照查不到,其余按卡内信息显示。",
    en="There is no connection: what is activated and your e-certificates are not known now. The rest is by the card.",
)
_CHILD = Text(
    zh="这是未满 16 周岁孩子的卡,监护人可以代看、代办;申请时请在表里填代办人。",
    en="This is the card of a child under 16. A guardian may look and apply for the child: "
    "please enter yourself as the agent in the form.",
)
_ICONS = {"social-security": "card", "medical-insurance": "heart", "visit": "hospital", "seniors": "elder"}


def my_card_screen(asking: bool, unfolded: bool, here: Here) -> MyCard:
    """The whole screen, in the language of the visit."""
    t, known = here.visit.t, registry()
    planned, usable = known.counts[Status.PLANNED], known.total - known.counts[Status.PLANNED]
    message, tone = _message(asking, here)
    return MyCard(
        count=t(_COUNT).format(usable, planned, known.total),
        card=[_validity(here)],
        usable=[_tile(one, here) for one in known.usable],
        planned=_planned(known, here) if unfolded else [],
        planned_title=t(_PLANNED).format(planned),
        unfolded=unfolded,
        message=here.visit.t(message) if message else "",
        tone=tone,
    )


def _message(asking: bool, here: Here) -> tuple[Text | None, str]:
    if here.visit.card_lost:
        return _LOST, "bad"
    if asking:
        return _ASKING, "plain"
    if here.visit.my_card is None and here.terminal.offices_in_reach is None:
        return _AWAY, "warn"
    return (_CHILD, "plain") if is_child(here) else (None, "plain")


def _validity(here: Here) -> Row:
    t, identity = here.visit.t, identity_of(here)
    found = validity_of(identity)
    if found.basis is Basis.UNSEEN:
        return Row(t(_VALID), t(_UNSEEN if shows_card(identity) else _OTHER_CARD))
    until = found.until.isoformat() if found.until else t(_FOR_GOOD)
    over = found.over(local(here.clock.now()).date())
    return Row(t(_VALID), until, t(_BY[found.basis]), "bad" if over else "plain")


def _tile(one: Application, here: Here) -> CardTile:
    found, t = holding_of(one, here), here.visit.t
    return CardTile(
        one.code, t(one.name), under(found, here), _ICONS.get(one.code, "card"), t(STATE_TEXT[found.state]),
        TONES[found.state],
    )  # fmt: skip


def under(found: Holding, here: Here) -> str:
    """Why, or what it is: the second line of an application."""
    if found.why is not None:
        return here.visit.t(found.why)
    return here.visit.t(found.grade.title) if found.grade is not None else ""


def _planned(known: Registry, here: Here) -> list[CardTile]:
    t = here.visit.t
    named = [CardTile(one.code, t(one.name), "", "clock", t(_SOON), "plain") for one in known.of(Status.PLANNED)]
    others = CardTile(UNNAMED, t(_OTHERS).format(known.without_name), "", "clock", t(_SOON), "plain")
    return [*named, others] if known.without_name else named

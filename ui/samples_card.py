"""Sample values of "my card": its applications with every state, one that is planned, and the e-certificates."""

from dataclasses import replace

from contract.card import Application, Status, registry
from contract.holding import STATE_TEXT, State
from contract.text import Text
from kiosk.screens.card import CardApplication, CardTile, CertificateRow, Certificates, MyCard
from kiosk.screens.screen import Row, Screen
from ui.samples import Say

_ICONS = ("card", "heart", "hospital", "elder")
_TONES = {State.ACTIVE: "good", State.NOT_ACTIVATED: "warn", State.SUSPENDED: "bad", State.EXPIRED: "bad"}


def card_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    return {**_my_card(say), **_applications(say), **_certificates(say)}


def _my_card(say: Say) -> dict[str, Screen]:
    active, lost, away = [State.ACTIVE] * 4, [State.SUSPENDED] * 4, State.NOT_KNOWN
    fresh = [State.NOT_ACTIVATED, State.ACTIVE, State.NOT_ACTIVATED, State.NOT_ENTITLED]
    reported = say(
        "您名下的社保卡已挂失,各项应用都停用,也不能凭它取件。有新卡请插新卡;找到了请带身份证到窗口解除挂失。",
        "Your social-security card is reported lost: it cannot be used for anything and opens no locker. "
        "Use your new card, or have the old one freed at the window with your identity card.",
    )
    cut = say(
        "现在联不上网:启用情况和电子证照查不到,其余按卡内信息显示。",
        "There is no connection: what is activated and your e-certificates are not known now. The rest is by the card.",
    )
    child = say(
        "这是未满 16 周岁孩子的卡,监护人可以代看、代办;申请时请在表里填代办人。",
        "This is the card of a child under 16. A guardian may look and apply for the child: "
        "please enter yourself as the agent in the form.",
    )
    return {
        "MyCard": _page(say, active, unfolded=False),
        "MyCard-planned": _page(say, active, unfolded=True),
        "MyCard-lost": _page(say, lost, reported, "bad"),
        "MyCard-offline": _page(say, [away, State.ACTIVE, away, State.ACTIVE], cut, "warn"),
        "MyCard-child": _page(say, fresh, child, "plain"),
        "MyCard-expired": _page(say, [State.EXPIRED] * 4),
    }


def _page(say: Say, states: list[State], message: str = "", tone: str = "plain", unfolded: bool = False) -> MyCard:
    known = registry()
    planned, usable = known.counts[Status.PLANNED], len(known.usable)
    soon, expired = say("建设中", "Planned"), State.EXPIRED in states
    named = [CardTile(one.code, _said(say, one.name), "", "clock", soon, "plain") for one in known.of(Status.PLANNED)]
    more = say(f"还有 {known.without_name} 种,名称未公布", f"{known.without_name} more, not named yet")
    until = Row(
        say("卡的有效期", "Card valid until"),
        "2026-01-31" if expired else say("长期", "For good"),
        say("按卡内记载", "As the card says")
        if expired
        else say(
            "卡内没有记载,按 2009 年规定和发卡日期推算",
            "The card has no end date; worked out from its day of issue by the rules of 2009",
        ),
        "bad" if expired else "plain",
    )
    return MyCard(
        say(
            f"可用 {usable} 种 + 建设中 {planned} 种 = 共 {known.total} 种",
            f"{usable} in use + {planned} planned = {known.total} in all",
        ),
        [until],
        [_tile(say, *one) for one in zip(known.usable, states, _ICONS, strict=True)],
        [*named, CardTile("unnamed", more, "", "clock", soon, "plain")] if unfolded else [],
        say(f"建设中 {planned} 种,还不能用", f"{planned} planned, not to be used yet"),
        unfolded,
        message,
        tone,
    )


def _tile(say: Say, application: Application, state: State, icon: str) -> CardTile:
    under = application.activation if state is State.NOT_ACTIVATED else None
    if state is State.NOT_ENTITLED and application.rule:
        under = application.rule.why_not
    elif application.rule:
        under = application.rule.grades[-1].title
    return CardTile(
        application.code,
        _said(say, application.name),
        _said(say, under) if under else "",
        icon,
        _said(say, STATE_TEXT[state]),
        _TONES.get(state, "plain"),
    )


def _said(say: Say, text: Text) -> str:
    return say(text.zh, text.en)


def _applications(say: Say) -> dict[str, Screen]:
    known = registry().applications
    seniors, disability = known["seniors"], known["disability"]
    if seniors.rule is None or seniors.note is None or disability.today is None:
        raise ValueError("the registry is another than these samples were written for")
    half, free = (_said(say, grade.title) for grade in seniors.rule.grades)
    carries = Row(say("卡上承载", "What it carries"), _said(say, seniors.carries), _said(say, seniors.note))
    on = say("2030-03-01 起,不用换卡", "from 2030-03-01 on, without a new card")
    return {
        "CardApplication": CardApplication(
            _said(say, seniors.name),
            _said(say, seniors.department),
            _said(say, STATE_TEXT[State.ACTIVE]),
            "good",
            [Row(say("现在", "Now"), half), carries, Row(say("到时自动变为", "Changes by itself to"), free, on)],
            begin=say("在本机办理:老年人优待卡", "Do it here: Seniors' card"),
            certificates=True,
        ),
        "CardApplication-planned": CardApplication(
            _said(say, disability.name),
            _said(say, disability.department),
            say("建设中,现在还不能用", "Not yet available"),
            "plain",
            [Row(say("将来承载", "What it will carry"), _said(say, disability.carries))],
            _said(say, disability.today),
            say("在本机办理:残疾人证", "Do it here: Disability certificate"),
        ),
    }


def _certificates(say: Say) -> dict[str, Screen]:
    permit = CertificateRow(
        "residence-permit-202603020001-1f3a5b7c",
        say("居住证", "Residence permit"),
        say("公安机关 · 编号末八位 1f3a5b7c", "Public security · number ends in 1f3a5b7c"),
        say("有效,到 2027-03-02", "Valid, until 2027-03-02"),
        "good",
    )
    voucher = CertificateRow(
        "residence-registrat-202502110004-99c0d2aa",
        say("居住登记凭证", "Residence registration voucher"),
        say("来穗人员服务管理机构 · 编号末八位 99c0d2aa", "Office for newcomers · number ends in 99c0d2aa"),
        say("已过期,到 2026-02-11", "Expired, until 2026-02-11"),
        "warn",
    )
    fits = replace(permit, slot=say("广东省居住证", "Guangdong residence permit"))
    how = say(
        "证照要在办事时用:选好事项、填好表,到“拍材料”那一步点“用我的电子证照”",
        "They are used in an application: choose a service, fill in the form, then touch “Use my e-certificate” where "
        "the papers are photographed",
    )
    return {
        "Certificates": Certificates(how, "plain", [permit, voucher]),
        "Certificates-form": Certificates(say("点一下要用的证照", "Touch the one to use"), "plain", [fits, voucher]),
        "Certificates-offline": Certificates(
            say("现在联不上大厅,电子证照查不到", "The hall cannot be reached: your e-certificates are not known now"),
            "warn",
        ),
    }

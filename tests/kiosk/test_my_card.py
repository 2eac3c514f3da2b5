"""My card at the terminal: what it stands for, who may use what, and the way to the certificates (domain 2.3)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contract.card import Status, registry
from contract.certificate import Standing
from contract.coverage import Consent, CoverageAsk
from contract.covered import Covered, Way
from contract.failures import ENTRIES, Failure
from contract.lost_cards import CardWord, CardWords, card_tag, holder_tag
from contract.lost_cards import Standing as CardStanding
from contract.my_card import HeldCertificate, MyCardFound, NameDiffers
from contract.seal import HallPublicKey
from contract.text import Text
from drivers.roles import CardEvent, Credential, Identity
from kiosk.events import CardMoved, QueueMoved, Reader, Said
from kiosk.news import LostCardsTaken
from offline_queue.line import Reason, Unreachable
from tests.kiosk.conftest import NAME, NUMBER, CardInHand, Play, resident
from tests.kiosk.test_apply import ANSWERS, config_file

__all__ = ["config_file"]
KEY = bytes(range(32))
AT = datetime(2026, 3, 1, tzinfo=UTC)
PERMIT = HeldCertificate(
    number="residence-permit-202603010001-1f3a5b7c",
    kind="residence-permit",
    issuer="公安机关",
    issued_at=AT,
    valid_until=date(2027, 3, 1),
    standing=Standing.VALID,
)
OLD = PERMIT.model_copy(update={"number": "residence-permit-20250301-00000000", "standing": Standing.EXPIRED})
ALL = MyCardFound(activation={"social-security": True, "visit": True}, certificates=[PERMIT, OLD])


class Hall:
    """The terminal's line to the hall, with what it answers; what it was asked is kept."""

    def __init__(self) -> None:
        self.mine = ALL
        self.error: Exception | None = None
        self.granted = True
        self.shown = 0
        self.asks: list[tuple[UUID, CoverageAsk]] = []
        self.names: list[NameDiffers] = []

    def my_card(self, id_: UUID, id_number: str, key: HallPublicKey) -> MyCardFound:
        self.shown += 1
        if self.error:
            raise self.error
        return self.mine

    def ask(self, case_id: UUID, ask: CoverageAsk, key: HallPublicKey) -> list[Covered]:
        self.asks.append((case_id, ask))
        if self.error:
            raise self.error
        if ask.consent is not Consent.ONE or not self.granted:
            return []
        title = Text(zh="居住证", en="Residence permit")
        return [Covered(material="RP", way=Way.CERTIFICATE, source=title, reference=ask.certificate, at=AT)]

    def name_differs(self, id_: UUID, said: NameDiffers, key: HallPublicKey) -> None:
        if self.error:
            raise self.error
        self.names.append(said)


@pytest.fixture
def hall(play: Play) -> Hall:
    """Online, and answering."""
    answers = Hall()
    play.terminal.offices = answers  # type: ignore[assignment]
    play.terminal.link.online = True
    return answers


def open_card(play: Play) -> None:
    play.sign_on()
    play.say("my_card")
    play.until("MyCard")


def states(play: Play) -> dict[str, str]:
    return {tile.id: tile.state for tile in play.screen.usable}


def report(play: Play, standing: CardStanding = CardStanding.LOST, card: str = "B1234567X", number: int = 1) -> None:
    """The hall's word about a card of this person, as a fetch brings it."""
    tag = card_tag(NUMBER, card, KEY) if card else holder_tag(NUMBER, KEY)
    before = None if card else play.clock.now().date()
    word = CardWord(number=number, tag=tag, holder=holder_tag(NUMBER, KEY), issued_before=before, standing=standing)
    words = CardWords.model_construct(key=KEY, since=number - 1, until=number, last=number, words=[word])
    play.terminal.submit("queue", lambda: play.terminal.lost_cards._take(words)).result(30)
    play.event(QueueMoved(LostCardsTaken()))


# --- works when --------------------------------------------------------------------------------------------


def test_the_count_on_the_screen_adds_up_4_live_and_82_planned_are_86_and_no_planned_one_can_be_used(
    play: Play, hall: Hall
) -> None:
    """Domain 2.3. Every planned one is opened: none has a state of its holder, a certificate, or a way to be used."""
    open_card(play)
    assert play.screen.count == "可用 4 种 + 建设中 82 种 = 共 86 种"
    assert len(play.screen.usable) == 4
    assert play.screen.planned == []  # folded
    play.say("unfold")
    named, (others,) = play.screen.planned[:-1], play.screen.planned[-1:]
    assert len(named) == 5
    assert others.title == "还有 77 种,名称未公布"
    assert len(play.screen.usable) + len(named) + 77 == 86
    known = registry().applications
    for tile in [*named, others]:
        assert tile.state == "建设中"
        play.say("open", id=tile.id)
        assert play.screen.state == "建设中,现在还不能用"
        assert len(play.screen.text) > 15
        assert not play.screen.certificates
        before = play.step
        play.say("certificates")
        assert play.step == before
        item = known[tile.id].item if tile.id in known else ""
        assert bool(play.screen.begin) is bool(item)  # the service as it is done today, which is none of the card's
        if not item:
            play.say("begin")
            assert play.step == before
        play.say("back")
        assert play.view == "MyCard"
    for one in registry().of(Status.PLANNED):
        assert one.code not in states(play)


def test_what_is_planned_and_can_be_applied_for_here_begins_as_the_service_it_is_today(play: Play, hall: Hall) -> None:
    open_card(play)
    play.say("open", id="disability")
    play.say("begin")
    assert play.view == "Guide"
    assert play.session.visit.application.items == ["DISAB"]
    play.say("back")
    assert play.view == "CardApplication"


# --- states ------------------------------------------------------------------------------------------------


def test_a_person_of_70_sees_each_of_the_four_with_its_state(play: Play, hall: Hall) -> None:
    open_card(play)
    assert states(play) == dict.fromkeys(("social-security", "medical-insurance", "visit", "seniors"), "可使用")
    assert [tile.subtitle for tile in play.screen.usable][-1] == "乘车免费"


def test_what_was_not_activated_says_where_it_is_done(play: Play, hall: Hall) -> None:
    hall.mine = MyCardFound(activation={"social-security": False, "visit": True}, certificates=[])
    open_card(play)
    assert states(play)["social-security"] == "可享受,未启用"
    assert "服务网点" in play.screen.usable[0].subtitle


def test_what_the_hall_is_never_told_is_not_called_not_activated(play: Play, hall: Hall) -> None:
    hall.mine = MyCardFound(activation={}, certificates=[])
    open_card(play)
    assert states(play)["visit"] == "暂时查不到"


@pytest.mark.parametrize(
    ("birth", "state", "now", "changes"),
    [("19660302", "可使用", "乘车半价", "2031-03-02"), ("19660303", "不适用", "", "2026-03-03")],
)
def test_the_seniors_fare_turns_on_at_60_and_tells_the_day_it_changes_itself(
    play: Play, hall: Hall, card: CardInHand, birth: str, state: str, now: str, changes: str
) -> None:
    card.identity = resident(number=f"440103{birth}0003")
    open_card(play)
    assert states(play)["seniors"] == state
    play.say("open", id="seniors")
    assert play.screen.state == state
    shown = {row.label: (row.value, row.note) for row in play.screen.rows}
    assert shown.get("现在", ("", ""))[0] == now
    assert shown["到时自动变为"][1].startswith(changes)
    assert "本机看不到" in shown["卡上承载"][1]


def test_without_the_network_the_card_speaks_and_what_only_the_hall_knows_is_said_to_be_unknown(play: Play) -> None:
    open_card(play)
    assert "联不上网" in play.screen.message
    unknown = "暂时查不到"
    assert states(play) == {
        "social-security": unknown, "medical-insurance": "可使用", "visit": unknown, "seniors": "可使用",
    }  # fmt: skip
    play.say("certificates")
    assert play.view == "Certificates"
    assert play.screen.message == "现在联不上大厅,电子证照查不到"
    assert play.screen.rows == []


def test_a_hall_that_does_not_answer_leaves_the_page_as_it_is(play: Play, hall: Hall) -> None:
    hall.error = Unreachable(Reason.UNREACHABLE, "cut")
    open_card(play)
    assert states(play)["visit"] == "暂时查不到"
    play.say("certificates")
    assert play.screen.message == "现在联不上大厅,电子证照查不到"


def test_the_hall_is_asked_once_a_visit(play: Play, hall: Hall) -> None:
    open_card(play)
    for _ in range(3):
        play.say("back")
        play.say("my_card")
        play.say("certificates")
        play.say("back")
    assert hall.shown == 1


def test_an_answer_that_came_while_another_page_was_open_is_asked_for_again(play: Play, hall: Hall) -> None:
    play.sign_on()
    play.session.handle(Said("my_card"))
    play.session.handle(Said("open", {"id": "seniors"}))  # before the hall has answered
    play.drain()
    play.say("back")
    assert states(play)["visit"] == "可使用"
    assert play.screen.message == ""
    assert hall.shown == 2


@pytest.mark.parametrize(
    ("issued", "expires", "until", "note", "state"),
    [
        (date(2010, 1, 1), date(2026, 3, 1), "2026-03-01", "按卡内记载", "卡已过期"),
        (date(2010, 1, 1), date(2026, 3, 2), "2026-03-02", "按卡内记载", "可使用"),
        (date(2005, 3, 1), None, "2025-03-01", "2009", "卡已过期"),
        (date(2016, 3, 1), None, "长期", "2009", "可使用"),
        (None, None, "卡内没有记载", "", "可使用"),
    ],
)
def test_the_cards_own_last_day_counts_and_without_one_the_rules_of_2009(
    play: Play, hall: Hall, card: CardInHand, issued: date, expires: date, until: str, note: str, state: str
) -> None:
    card.identity = replace(resident(), issued=issued, expires=expires)
    open_card(play)
    (line,) = play.screen.card
    assert line.value == until
    assert note in line.note
    assert states(play)["social-security"] == state


def test_the_card_of_a_child_says_what_its_guardian_may_do(play: Play, hall: Hall, card: CardInHand) -> None:
    card.identity = resident(name="陈小明", number="440103201603010003")
    hall.mine = MyCardFound(activation={}, certificates=[])
    open_card(play)
    assert "监护人" in play.screen.message
    assert "代办人" in play.screen.message
    assert states(play)["seniors"] == "不适用"
    assert play.screen.usable[-1].subtitle == "满 60 周岁起享受"


# --- lost cards --------------------------------------------------------------------------------------------


def test_a_card_reported_lost_signs_nobody_on_also_without_the_network(play: Play) -> None:
    play.begin()
    report(play)
    play.card()
    assert play.until("InsertCard").problem == ENTRIES[Failure.CARD_LOST].sentence.zh
    assert "取件码" in play.screen.advice
    assert play.session.visit.identity is None


def test_a_card_is_told_by_its_person_and_its_number_together(play: Play, card: CardInHand) -> None:
    play.begin()
    report(play)
    card.identity = resident(name="李四", number="440103196001010012")  # the same nine characters
    play.card()
    play.until("Home")


def test_found_and_put_in_again_it_stays_blocked_until_the_hall_frees_it(play: Play) -> None:
    play.begin()
    report(play)
    play.card()
    play.until("InsertCard", problem=ENTRIES[Failure.CARD_LOST].sentence.zh)
    play.card(CardEvent.REMOVED)
    report(play, CardStanding.FREE, number=2)
    play.card()
    play.until("Home")


def test_a_replaced_card_is_refused_and_the_new_one_shows_the_same_person(
    play: Play, hall: Hall, card: CardInHand
) -> None:
    play.begin()
    report(play, CardStanding.REPLACED)
    play.card()
    play.until("InsertCard", problem=ENTRIES[Failure.CARD_LOST].sentence.zh)
    play.card(CardEvent.REMOVED)
    card.identity = replace(resident(), card_number="C00000016")
    play.card()
    play.until("Home")
    play.say("my_card")
    assert set(states(play).values()) == {"可使用"}


@pytest.mark.parametrize(
    ("issued", "lost"), [(None, True), (date(2026, 3, 1), True), (date(2026, 3, 2), False), (date(2026, 4, 1), False)]
)
def test_without_a_number_every_card_issued_before_the_report_is_blocked_and_no_later_one(
    play: Play, card: CardInHand, issued: date | None, lost: bool
) -> None:
    card.identity = replace(resident(), issued=issued)
    play.begin()
    report(play, card="")
    play.card()
    play.until("InsertCard" if lost else "Home")


def by_identity_card(card: CardInHand, name: str = NAME) -> Identity:
    return Identity(id_number=NUMBER, name=name, sex="2", birth=date(1956, 3, 1), kind=Credential.RESIDENT_ID_CARD)


def test_who_signs_on_by_identity_card_sees_all_four_suspended_at_once_while_the_card_is_lost(
    play: Play, hall: Hall, card: CardInHand
) -> None:
    card.identity = by_identity_card(card)
    open_card(play)
    assert set(states(play).values()) == {"可使用"}
    assert play.screen.card[0].value == "插入社保卡后才能看到"
    report(play)  # while the page is looked at
    assert set(states(play).values()) == {"已停用(挂失)"}
    assert play.screen.tone == "bad"
    report(play, CardStanding.REPLACED, number=2)
    assert set(states(play).values()) == {"可使用"}


def test_a_card_reported_lost_in_the_middle_of_its_visit_ends_it_and_nothing_of_it_stays(
    play: Play, hall: Hall
) -> None:
    open_card(play)
    report(play, card="C00000016")  # another card of the same person: this one goes on
    assert play.view == "MyCard"
    report(play, number=2)
    assert play.view == "Fault"
    assert play.screen.sentence == ENTRIES[Failure.CARD_LOST].sentence.zh
    assert play.session.visit.identity is None


# --- the key function --------------------------------------------------------------------------------------


def test_the_certificates_are_listed_by_kind_with_what_each_is_worth(play: Play, hall: Hall) -> None:
    open_card(play)
    play.say("certificates")
    assert [row.title for row in play.screen.rows] == ["居住证", "居住证"]
    assert [row.status for row in play.screen.rows] == ["有效,到 2027-03-01", "已过期,到 2027-03-01"]
    assert NUMBER not in repr(play.screen)


def test_a_holder_without_any_is_told_so(play: Play, hall: Hall) -> None:
    hall.mine = MyCardFound(activation={}, certificates=[])
    open_card(play)
    play.say("certificates")
    assert play.screen.message == "证照库里还没有您的电子证照"


def test_with_no_form_open_a_touch_says_how_it_is_used_and_asks_nobody(play: Play, hall: Hall) -> None:
    open_card(play)
    play.say("certificates")
    assert [row.slot for row in play.screen.rows] == ["", ""]
    play.say("use", number=PERMIT.number)
    assert "选好事项" in play.screen.message
    assert hall.asks == []


def to_papers(play: Play) -> None:
    """The seniors' card of somebody from elsewhere, at the camera; the library was not looked into before."""
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id="OLD-CARD")
    play.say("start")
    answers = ANSWERS | {"p.hukou_kind": "other_province", "permit.no": "440000123456789012"}
    while play.view == "Form":
        for _ in range(2):  # an answer may bring another question onto the page
            for question in play.screen.questions:
                if question.id in answers:
                    play.say("edit", field=question.id, value=answers[question.id])
        before = play.screen.page
        play.say("next")
        assert play.view != "Form" or play.screen.page == before + 1, play.screen
    if play.view == "Sources":
        play.say("offices_only")
    play.until("Capture")


def at_permit(play: Play) -> None:
    to_papers(play)
    titles = [check.title for check in play.screen.checks]
    play.say("slot", index=titles.index("广东省居住证"))


def test_one_touch_puts_a_certificate_into_the_open_form_and_its_paper_is_not_asked_for(play: Play, hall: Hall) -> None:
    at_permit(play)
    assert play.screen.can_certificate
    play.say("certificate")
    assert [row.slot for row in play.screen.rows] == ["广东省居住证", ""]
    play.say("use", number=PERMIT.number)
    play.until("Capture")
    assert "广东省居住证" not in [check.title for check in play.screen.checks]
    case_id, ask = hall.asks[-1]
    assert (ask.consent, ask.certificate) == (Consent.ONE, PERMIT.number)
    assert case_id == play.session.visit.application.case_id
    assert [(one.material, one.reference) for one in play.session.visit.application.covered] == [("RP", PERMIT.number)]


def test_a_second_touch_while_one_is_put_in_changes_nothing(play: Play, hall: Hall) -> None:
    at_permit(play)
    play.say("certificate")
    for _ in range(2):
        play.session.handle(Said("use", {"number": PERMIT.number}))
    play.session.handle(Said("back", {}))  # not while the hall is granting it
    play.drain()
    play.until("Capture")
    assert [one.material for one in play.session.visit.application.covered] == ["RP"]
    assert len([ask for _, ask in hall.asks if ask.consent is Consent.ONE]) == 1


def test_where_no_certificate_can_stand_for_the_paper_none_is_offered(play: Play, hall: Hall) -> None:
    to_papers(play)
    assert play.screen.checks[0].title == "居民身份证"
    assert not play.screen.can_certificate
    play.say("certificate")
    assert play.view == "Capture"


def test_what_the_hall_does_not_grant_closes_nothing(play: Play, hall: Hall) -> None:
    at_permit(play)
    hall.granted = False
    play.say("certificate")
    play.say("use", number=PERMIT.number)
    assert play.screen.message == "这份证照没能放进表里,请拍照"
    play.say("use", number=OLD.number)  # expired: not even asked for
    assert len([ask for _, ask in hall.asks if ask.consent is Consent.ONE]) == 1
    play.say("back")
    assert play.view == "Capture"
    assert play.session.visit.application.covered == []


def test_a_hall_that_goes_away_while_one_is_put_in_leaves_the_camera(play: Play, hall: Hall) -> None:
    at_permit(play)
    play.say("certificate")
    hall.error = Unreachable(Reason.UNREACHABLE, "cut")
    play.say("use", number=PERMIT.number)
    assert play.screen.message == "这份证照没能放进表里,请拍照"
    play.say("back")
    assert play.view == "Capture"


def test_without_the_network_the_camera_offers_no_certificate(play: Play, hall: Hall) -> None:
    at_permit(play)
    play.terminal.link.online = False
    assert not play.session.screen.can_certificate


# --- two names of one person -------------------------------------------------------------------------------


@pytest.fixture
def pad(play: Play) -> CardInHand:
    """An identity-card reader beside the slot, with a renamed person's card."""
    other = CardInHand(Identity())
    other.identity = by_identity_card(other, "陈秀兰")
    play.terminal.readers.fitted[Reader.PAD] = other
    return other


def lay(play: Play) -> None:
    play.event(CardMoved(CardEvent.INSERTED, Reader.PAD))


def test_where_card_and_identity_card_give_two_names_the_identity_card_wins_and_the_card_is_queued(
    play: Play, hall: Hall, pad: CardInHand
) -> None:
    open_card(play)
    lay(play)
    identity = play.session.visit.identity
    assert identity is not None
    assert (identity.name, identity.kind) == ("陈秀兰", Credential.SOCIAL_SECURITY_CARD)
    assert hall.names == [NameDiffers(id_number=NUMBER, card_number="B1234567X")]
    assert "待更新" in play.session.message.text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"name": NAME}, "姓名一致"),
        ({"id_number": "440103196001010012"}, ENTRIES[Failure.CARD_WRONG_PERSON].sentence.zh),
        ({"name": ""}, ENTRIES[Failure.CARD_AUTH_REQUIRED].sentence.zh),
    ],
)
def test_the_same_name_another_person_or_half_a_card_changes_nothing(
    play: Play, hall: Hall, pad: CardInHand, other: dict[str, str], said: str
) -> None:
    pad.identity = replace(pad.identity, **other)  # type: ignore[arg-type]
    open_card(play)
    lay(play)
    assert said in play.session.message.text
    assert play.session.visit.identity == resident()
    assert hall.names == []


def test_the_same_identity_card_again_still_differs(play: Play, hall: Hall, pad: CardInHand) -> None:
    open_card(play)
    for _ in range(2):
        lay(play)
        assert "不一致" in play.session.message.text


def test_of_two_documents_of_one_kind_neither_wins(play: Play, hall: Hall, pad: CardInHand) -> None:
    pad.identity = replace(resident(), name="陈秀兰")
    open_card(play)
    lay(play)
    assert "一致" not in play.session.message.text
    assert play.session.visit.identity == resident()
    assert hall.names == []


def test_offline_the_identity_card_still_wins_and_it_is_said_that_nothing_was_reported(
    play: Play, hall: Hall, pad: CardInHand
) -> None:
    open_card(play)
    play.terminal.link.online = False
    lay(play)
    assert "没能登记" in play.session.message.text
    assert hall.names == []
    assert play.session.visit.identity is not None
    assert play.session.visit.identity.name == "陈秀兰"


def test_a_hall_that_fails_at_the_report_is_said(play: Play, hall: Hall, pad: CardInHand) -> None:
    open_card(play)
    hall.error = Unreachable(Reason.UNREACHABLE, "cut")
    lay(play)
    assert "没能登记" in play.session.message.text

"""Synthetic values for the screens of form, camera, scanner, phone and comparison."""

from dataclasses import replace

from kiosk.screens.capture import Capture, Check
from kiosk.screens.form import Form, Question
from kiosk.screens.incoming import FromPhone, FromScanner
from kiosk.screens.papers import Difference, PaperCheck
from kiosk.screens.screen import Choice, Screen
from ui.samples import Say


def paper_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    return {**_form(say), **_from_phone(say), **_from_scanner(say), **_capture(say), **_paper_check(say)}


def _form(say: Say) -> dict[str, Screen]:
    from_card = say("读自您的社保卡", "Read from your social-security card")
    questions = [
        Question("p.name", say("姓名", "Name"), "text", say("陈*英", "Chen *ying"), True, True, from_card),
        Question("p.id", say("公民身份号码", "Identity number"), "id", "440103********0005", True, True, from_card),
        Question("p.mobile", say("手机号码", "Mobile number"), "mobile", "13800000000", True, False, must_confirm=True),
        Question(
            "p.addr",
            say("现住址", "Present address"),
            "addr",
            "",
            True,
            False,
            hint=say("写到门牌号，例如：荔湾区……路 1 号", "Down to the house number"),
        ),
        Question("p.since", say("居住起始日期", "Living there since"), "date", "", True, False),
        Question(
            "out.channel",
            say("怎样领取结果", "How to receive the result"),
            "choice",
            "locker",
            True,
            False,
            choices=[
                Choice("locker", say("放进这里的柜子", "Into this locker")),
                Choice("post", say("邮寄到家", "By post")),
                Choice("counter", say("到窗口领取", "At the counter")),
            ],
        ),
        Question("p.alone", say("是否独居", "Do you live alone?"), "bool", None, False, False),
    ]
    title = say("老年人优待卡首次申领", "Senior concession card, first application")
    wrong = [
        Question(
            "p.mobile",
            say("手机号码", "Mobile number"),
            "mobile",
            "1380000",
            True,
            False,
            error=say("手机号码应有 11 位，现在是 7 位。", "A mobile number has 11 digits; this has 7."),
        ),
        Question("p.addr", say("现住址", "Present address"), "addr", say("荔湾区", "Liwan"), True, False),
    ]
    return {
        "Form": Form(title, say("申请人", "About you"), 1, 2, questions),
        "Form-error": Form(title, say("联系方式", "How to reach you"), 2, 2, wrong),
    }


def _from_phone(say: Say) -> dict[str, Screen]:
    return {
        "FromPhone": FromPhone(
            say("户口簿", "Household register"),
            say("很清楚,可以使用", "Clear and readable"),
            "good",
            ["thumb/0"],
            qr="qr/phone",
            can_accept=True,
        ),
        "FromPhone-fault": FromPhone(
            say("户口簿", "Household register"),
            say(
                "手机上的链接已失效。 请重新打开一个链接再传。", "The link on the phone is over. Please open a new one."
            ),
            "bad",
            ["thumb/0"],
            can_again=True,
            can_anyway=True,
        ),
    }


def _from_scanner(say: Say) -> dict[str, Screen]:
    return {
        "FromScanner": FromScanner(
            say("户口簿", "Household register"),
            say("很清楚,可以使用", "Clear and readable"),
            "good",
            ["thumb/0", "thumb/0"],
            can_glass=True,
            can_feeder=True,
            can_accept=True,
        ),
        "FromScanner-fault": FromScanner(
            say("户口簿", "Household register"),
            say("有点模糊,请放平再扫一次", "Blurred: lay it flat and scan again"),
            "warn",
            ["thumb/0"],
            can_glass=True,
            can_anyway=True,
        ),
    }


def _capture(say: Say) -> dict[str, Screen]:
    register = say("户口簿", "Household register")
    hint = say("翻到户主页和本人页,逐页放平", "Open at the householder's page and your own; lay each page flat")
    later = say("近期一寸照片", "Recent portrait")
    checks = [
        Check(say("居民身份证", "Resident identity card"), "done", 2, 2),
        Check(register, "now", 2, 2),
        Check(later, "todo", 0, 1),
        Check(
            say("婚姻登记信息", "Marriage record"),
            "none",
            note=say("部门之间核查,不用交", "Offices check this: no paper needed"),
        ),
    ]
    hold = say("请不要动,马上自动拍照", "Hold still: the picture takes itself")
    live = Capture(register, hint, "live", checks, "live", "", ["thumb/1", "thumb/2"], hold, "good", "page-still")
    glare = say("有反光,请把纸换个角度", "A light is reflected: turn the paper a little")
    bad = replace(live, state="review", page="shot/0", advice=glare, advice_tone="warn", picture="advice-glare")
    good = replace(bad, advice=say("很清楚,可以使用", "Clear and readable"), advice_tone="good", picture="check-circle")
    way_out = say(
        "一直拍不清?可以把原件放进柜子,由工作人员拍",
        "Still not clear? Leave the original in the locker and staff will copy it",
    )
    return {
        "Capture": replace(
            live,
            can_go_on=True,
            can_scan=True,
            phone="here",
            chosen=1,
            page_title=say("第 2 页,共 2 页", "Page 2 of 2"),
        ),
        "Capture-first": replace(
            live,
            checks=[replace(checks[0], state="now", pages=0), replace(checks[1], state="todo", pages=0), *checks[2:]],
            thumbs=[],
            auto=False,
            can_certificate=True,
            advice=say("右边没拍全,请往左挪一点", "The right edge is cut off: move the paper to the left"),
            advice_tone="warn",
            picture="arrow-left",
        ),
        "Capture-several": replace(
            live,
            live="live-two",
            advice=say(
                "看到好几张纸,请把别的拿开,或点一下要拍的那一张",
                "Several papers are in view: take the others away, or touch the one that is meant",
            ),
            advice_tone="warn",
            picture="docs",
        ),
        "Capture-hidden": replace(live, hidden=True, advice="", thumbs=["thumb/1"]),
        "Capture-full": replace(
            live,
            state="full",
            can_go_on=True,
            advice=say("这一份拍齐了。点小图可以调整", "All its pages are here. Touch a small picture to change it"),
            picture="",
        ),
        "Capture-review": replace(good, can_add_page=True),
        "Capture-glare": replace(bad, can_accept=False),
        "Capture-doubt": replace(
            bad,
            material=say("居民身份证", "Resident identity card"),
            advice=say(
                "两面不像同一张证件,请把同一张证件的两面都拍好", "The two sides are not of one card: show both of yours"
            ),
            picture="advice-not-together",
            can_accept=False,
        ),
        "Capture-no-photo": replace(
            bad,
            material=say("两寸白底照", "2-inch photo, white background"),
            hint=say("照片正面朝上,单独放在深色垫子上", "Print face up, by itself on the dark mat"),
            advice=say(
                "没有看到证件照片,请正面朝上单独放在深色垫子上",
                "No portrait print seen: lay it face up, by itself on the dark mat",
            ),
            picture="advice-no-photo",
            can_accept=False,
            thumbs=[],
        ),
        "Capture-third": replace(bad, can_accept=False, can_anyway=True, can_by_locker=True, way_out=way_out),
    }


def _paper_check(say: Say) -> dict[str, Screen]:
    return {
        "PaperCheck": PaperCheck(
            [
                Difference(
                    "p.hukou_addr",
                    say("户籍地址", "Registered address"),
                    say("荔湾区某路 1 号", "1 Some Road, Liwan"),
                    say("荔湾区某路 1 号 502 房", "Room 502, 1 Some Road, Liwan"),
                    taken=True,
                ),
                Difference(
                    "p.live_since",
                    say("居住起始日期", "Living there since"),
                    say("(未填)", "(empty)"),
                    "2016-03-01",
                    unsure=True,
                ),
            ],
        ),
        "PaperCheck-other": PaperCheck(
            [
                Difference(
                    "p.name", say("姓名", "Name"), say("陈*英", "Chen *ying"), say("陈*芳", "Chen *fang"), False, False
                )
            ],
            say(
                "材料上的姓名或号码和您的卡不一样。如果拿错了,请重拍;没有拿错,工作人员会核对。",
                "The paper names another person than your card. Wrong paper? Take it again. "
                "If it is right, staff will check.",
            ),
        ),
    }

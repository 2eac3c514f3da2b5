"""Believable, synthetic values for every screen, in both languages: for the gallery, the tests and the documents.

The values are instances of the dataclasses of `kiosk.screens`, so that they cannot drift from the contract. The only
person is 陈*英, the only number 440103********0005. Screens of the locker and of staff are in `samples_locker`.
"""

from collections.abc import Callable

from kiosk.screens import (
    Attract,
    Capture,
    Catalogue,
    Check,
    Choice,
    Fault,
    FindingRow,
    Form,
    Goodbye,
    Guide,
    Home,
    InsertCard,
    MaterialRow,
    Prereview,
    Question,
    Receipt,
    Review,
    Row,
    Screen,
    Section,
    Sign,
    Tile,
    Working,
)

Say = Callable[[str, str], str]


def speaker(language: str) -> Say:
    """A function that picks the sentence of the language: "en" or "zh-Hans"."""
    return (lambda zh, en: en) if language == "en" else (lambda zh, en: zh)


def samples(language: str) -> dict[str, Screen]:
    """Every sample by name: the class name, or the class name, a dash and the state shown."""
    from ui.samples_locker import locker_samples

    say = speaker(language)
    return {**_nobody(say), **_choosing(say), **_filling(say), **_ending(say), **locker_samples(say)}


def _nobody(say: Say) -> dict[str, Screen]:
    site = say("东山口社区服务站", "Dongshankou Community Station")
    return {
        "Attract": Attract(site, "GZ-YX-0007", []),
        "Attract-notice": Attract(
            site,
            "GZ-YX-0007",
            [
                say(
                    "打印机暂时没有纸，凭证会显示在屏幕上。",
                    "The printer is out of paper. Receipts are shown on the screen.",
                )
            ],
        ),
        "Attract-closed": Attract(
            site,
            "GZ-YX-0007",
            [],
            say(
                "柜门正在检修，预计今天 18:00 恢复。最近的自助终端在农林街道办事处一楼。",
                "The doors are being repaired until about 18:00. The nearest terminal is at Nonglin Street Office.",
            ),
        ),
        "InsertCard": InsertCard(),
        "InsertCard-problem": InsertCard(
            say("这张卡读不出来。", "This card cannot be read."),
            say(
                "请取出卡片，芯片朝里、照片朝上，再插一次。",
                "Take it out, turn the chip to the slot and the picture up, and try again.",
            ),
        ),
        "Working": Working(
            say("正在读卡", "Reading your card"), say("请不要拔出卡片。", "Please leave the card where it is.")
        ),
        "Fault": Fault(
            "LOCKER-SILENT",
            say("柜子没有回应。", "The locker does not answer."),
            say(
                "您的材料没有丢失。请再试一次，或拨打 12345。",
                "Nothing of yours is lost. Try again, or call 12345.",
            ),
            True,
        ),
        "Goodbye": Goodbye(
            say("办好了，请慢走", "All done. Goodbye"),
            say("有进展会发短信通知您。", "You will get a text message when there is news."),
            [
                say("您的社保卡", "Your social-security card"),
                say("打印好的收件凭证", "The printed receipt"),
                say("带来的其他纸质材料", "Any other papers you brought"),
            ],
        ),
    }


def _choosing(say: Say) -> dict[str, Screen]:
    here, part = say("可在这里办", "All here"), say("部分可办", "Partly here")
    card = say("老年人优待卡首次申领", "Senior concession card, first application")
    return {
        "Home": Home(
            say("陈*英", "Chen *ying"),
            [
                Tile(
                    "apply",
                    say("办理事项", "Apply"),
                    say("填表、拍材料、提交", "Fill in, photograph, submit"),
                    "doc",
                ),
                Tile(
                    "collect",
                    say("取回证件", "Collect"),
                    say("凭卡开柜取件", "Open your box with your card"),
                    "take-out",
                    say("1 件可取", "1 ready"),
                ),
                Tile(
                    "deposit",
                    say("交材料原件", "Hand in originals"),
                    say("放进柜子，凭条留底", "Into the locker, with a slip"),
                    "put-in",
                ),
                Tile(
                    "cases",
                    say("查办理进度", "My cases"),
                    say("看看办到哪一步", "See where things stand"),
                    "list",
                ),
            ],
            [Tile("01J9", card, say("审查中 · 预计 12 月 3 日前办结", "In review, expected by 3 December"), "elder")],
            say("您有 1 件结果可以取了。", "One result is ready for you to collect."),
        ),
        "Catalogue": Catalogue(
            "",
            [
                Tile("OLD-CARD", card, say("民政局 · 5 个工作日", "Civil affairs, 5 working days"), "elder", here),
                Tile(
                    "SSC-LOSS",
                    say("社会保障卡挂失补办", "Replace a lost social-security card"),
                    say("人社局 · 10 个工作日", "Human resources, 10 working days"),
                    "card",
                    here,
                ),
                Tile(
                    "MED-ADDR",
                    say("医保参保信息变更", "Change of medical insurance details"),
                    say("医保局 · 当场办结", "Medical security, at once"),
                    "hospital",
                    here,
                ),
                Tile(
                    "HOUSE-RENT",
                    say("公共租赁住房申请", "Public rental housing"),
                    say("住建局 · 30 个工作日", "Housing, 30 working days"),
                    "house",
                    part,
                ),
                Tile(
                    "BIRTH",
                    say("出生一件事", "Birth of a child, all in one"),
                    say("卫健、公安、医保联办", "Health, police and insurance together"),
                    "baby",
                    part,
                ),
                Tile(
                    "PENSION",
                    say("养老待遇资格认证", "Yearly pension check"),
                    say("人社局 · 当场办结", "Human resources, at once"),
                    "coins",
                    here,
                ),
                Tile(
                    "SCHOOL",
                    say("随迁子女入学积分申请", "School places by points"),
                    say("教育局 · 需到窗口", "Education, at the counter"),
                    "school",
                    say("请到窗口", "At the counter"),
                    enabled=False,
                ),
            ],
        ),
        "Guide": Guide(
            card,
            say("广州市民政局", "Guangzhou Civil Affairs Bureau"),
            say("可以在这台机器上全程办理", "You can do all of it at this terminal"),
            "good",
            [
                Row(say("谁可以办", "Who"), say("年满 60 周岁的本市居民", "Residents aged 60 or over")),
                Row(
                    say("承诺时限", "Promised time"),
                    say("5 个工作日", "5 working days"),
                    say("法定时限 20 个工作日", "By law: 20 working days"),
                ),
                Row(say("费用", "Fee"), say("不收费", "Free")),
                Row(
                    say("办理结果", "Result"),
                    say("优待卡一张，放进柜子等您来取", "A card, put into the locker for you"),
                ),
            ],
            [say("本市户籍", "Registered in Guangzhou"), say("年满 60 周岁", "60 years of age or more")],
            [
                MaterialRow(
                    say("居民身份证", "Resident identity card"),
                    say("在这里拍照", "Photographed here"),
                    "camera",
                    say("正反两面", "Both sides"),
                ),
                MaterialRow(
                    say("近期一寸免冠照片", "A recent portrait photograph"),
                    say("原件放进柜子", "Original into the locker"),
                    "locker",
                ),
            ],
            True,
        ),
    }


def _filling(say: Say) -> dict[str, Screen]:
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
    page = say("样张 · 身份证正面", "Sample, identity card, front")
    checks = [
        Check(say("居民身份证", "Resident identity card"), "now", 1),
        Check(say("近期一寸照片", "Recent portrait"), "todo"),
    ]
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
        "Capture": Capture(
            page,
            say("平放在台面，四个角都要看得见。", "Lay it flat, with all four corners in sight."),
            "live",
            checks,
            "live",
            "",
            ["thumb/0"],
            say("请往左移一点", "Move it a little to the left"),
            "warn",
        ),
        "Capture-review": Capture(
            page,
            say("字看得清吗？", "Can you read every word?"),
            "review",
            checks,
            "live",
            "paper/0",
            ["thumb/0"],
            say("右上角有反光，建议重拍。", "There is glare at the top right. Better take it again."),
            "warn",
            True,
            True,
            True,
        ),
    }


def _ending(say: Say) -> dict[str, Screen]:
    title = say("老年人优待卡首次申领", "Senior concession card, first application")
    origin = say("读自社保卡", "from your card")
    received = Row(say("收件时间", "Received"), "2026-11-23 23:14")
    counted = Row(say("起算日期", "Counted from"), "2026-11-24", say("按工作日计算", "Working days only"))
    return {
        "Prereview": Prereview(
            say("还有 1 处需要补充", "One thing is still missing"),
            "warn",
            say(
                "这是机器的初步检查，最终以部门审查为准。",
                "This is a first check by the terminal; the department decides.",
            ),
            [
                FindingRow(
                    say("身份证还差反面", "The back of the identity card is missing"),
                    "bad",
                    "material:id-card",
                    say("去补拍", "Photograph it"),
                ),
                FindingRow(say("姓名与社保卡一致", "The name agrees with your card"), "good"),
                FindingRow(say("年龄符合条件", "Your age meets the condition"), "good"),
            ],
            False,
        ),
        "Review": Review(
            say("请核对一遍", "Please check everything once more"),
            [
                Section(
                    say("申请人", "About you"),
                    [
                        Row(say("姓名", "Name"), say("陈*英", "Chen *ying"), origin),
                        Row(say("身份号码", "Identity number"), "440103********0005", origin),
                        Row(say("手机号码", "Mobile"), "138 0000 0000"),
                        Row(say("现住址", "Address"), say("荔湾区某路 1 号 502 房", "Room 502, 1 Some Road, Liwan")),
                    ],
                    "form:0",
                ),
            ],
            [
                Row(say("居民身份证", "Identity card"), say("2 页", "2 pages"), "", "good"),
                Row(say("近期一寸照片", "Portrait"), say("原件放进柜子", "Original into the locker"), "", "good"),
            ],
            ["thumb/0", "thumb/1"],
        ),
        "Sign": Sign(
            say(
                "我确认以上内容真实，同意将材料交给市民政局办理。",
                "I confirm that the above is true and agree that it is sent to the Civil Affairs Bureau.",
            ),
            say("陈*英", "Chen *ying"),
            say("用于：", "For: ") + title,
        ),
        "Receipt": Receipt(
            say("收件凭证", "Receipt of materials"),
            say("办件编号", "Case number"),
            "GZ20261123-000417",
            False,
            [Row(say("事项", "Service"), title), received, counted],
            say(
                "这是收件凭证，不代表已受理。是否受理由部门决定。",
                "This is a receipt, not an acceptance. The department decides on acceptance.",
            ),
            "qr/receipt",
            "printed",
            say("凭证已打印，请从下方取走。", "Your receipt is printed. Please take it below."),
            True,
            say("请把照片原件放进柜子，材料才算交齐。", "Put the portrait into the locker to complete your papers."),
        ),
        "Receipt-provisional": Receipt(
            say("收件凭证", "Receipt of materials"),
            say("临时编号", "Provisional number"),
            "LS-0007-00042",
            True,
            [Row(say("事项", "Service"), title), received],
            say(
                "网络暂时不通，材料已安全保存，恢复后自动上报。这是收件凭证，不代表已受理。",
                "The network is down; your papers are safe here and will be sent by themselves. Not an acceptance.",
            ),
            "qr/receipt",
            "failed",
            say("没有打印成功，请记下或拍下编号。", "Printing failed. Please note the number."),
            False,
        ),
    }

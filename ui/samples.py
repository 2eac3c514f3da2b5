"""Believable, synthetic values for every screen, in both languages: for the gallery, the tests and the documents.

The values are instances of the dataclasses of `kiosk.screens`, so that they cannot drift from the contract. The only
person is 陈*英, the only number 440103********0005.
"""

from collections.abc import Callable

from kiosk.screens.around import Attract, Fault, Goodbye, InsertCard, Working
from kiosk.screens.screen import Choice, Row, Screen, Tile
from kiosk.screens.services import Catalogue, Guide, Home, MaterialRow

Say = Callable[[str, str], str]


def speaker(language: str) -> Say:
    """A function that picks the sentence of the language: "en" or "zh-Hans"."""
    return (lambda zh, en: en) if language == "en" else (lambda zh, en: zh)


def samples(language: str) -> dict[str, Screen]:
    """Every sample by name: the class name, or the class name, a dash and the state shown."""
    from ui.samples_card import card_samples
    from ui.samples_hand_in import hand_in_samples
    from ui.samples_locker import locker_samples
    from ui.samples_package import package_samples
    from ui.samples_papers import paper_samples
    from ui.samples_sources import source_samples
    from ui.samples_staff import staff_samples

    say = speaker(language)
    first = {**_nobody(say), **_choosing(say), **card_samples(say), **source_samples(say), **paper_samples(say)}
    return {**first, **hand_in_samples(say), **package_samples(say), **locker_samples(say), **staff_samples(say)}


def _nobody(say: Say) -> dict[str, Screen]:
    return {**_attract(say), **_insert_card(say), **_working(say), **_fault(say), **_goodbye(say)}


def _attract(say: Say) -> dict[str, Screen]:
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
        "Attract-both": Attract(site, "GZ-YX-0007", [], cards="both"),
        "Attract-id": Attract(site, "GZ-YX-0007", [], cards="id"),
        "Attract-closed": Attract(
            site,
            "GZ-YX-0007",
            [],
            say(
                "柜门正在检修，预计今天 18:00 恢复。最近的自助终端在农林街道办事处一楼。",
                "The doors are being repaired until about 18:00. The nearest terminal is at Nonglin Street Office.",
            ),
        ),
    }


def _insert_card(say: Say) -> dict[str, Screen]:
    return {
        "InsertCard": InsertCard(),
        "InsertCard-both": InsertCard(cards="both"),
        "InsertCard-both-problem": InsertCard(
            say("没有读到身份证。", "The identity card could not be read."),
            say(
                "请拿起身份证，再平放到感应区，读完再拿走。",
                "Lift it, lay it flat on the reader again, and leave it there until it has been read.",
            ),
            "both",
        ),
        "InsertCard-id": InsertCard(cards="id"),
        "InsertCard-problem": InsertCard(
            say("这张卡读不出来。", "This card cannot be read."),
            say(
                "请取出卡片，芯片朝里、照片朝上，再插一次。",
                "Take it out, turn the chip to the slot and the picture up, and try again.",
            ),
        ),
    }


def _working(say: Say) -> dict[str, Screen]:
    return {
        "Working": Working(
            say("正在读卡", "Reading your card"), say("请不要拔出卡片。", "Please leave the card where it is.")
        ),
    }


def _fault(say: Say) -> dict[str, Screen]:
    return {
        "Fault": Fault(
            "LOCKER-SILENT",
            say("柜子没有回应。", "The locker does not answer."),
            say(
                "您的材料没有丢失。请再试一次，或拨打 12345。",
                "Nothing of yours is lost. Try again, or call 12345.",
            ),
            True,
        ),
        "Fault-full": Fault(
            "bank_full",
            say("合适的柜格都在使用中。", "All boxes of a fitting size are in use."),
            say(
                "资料已保存,可稍后再来投柜,或送到窗口。",
                "Your papers are saved; come back later, or hand them in at the window.",
            ),
            nearby=[
                Row(
                    say("恩宁社区 2 号终端", "Enning community, terminal 2"),
                    say("步行约 350 米", "about 350 m on foot"),
                ),
                Row(
                    say("华林街道服务中心", "Hualin street service centre"), say("步行约 900 米", "about 900 m on foot")
                ),
            ],
        ),
    }


def _goodbye(say: Say) -> dict[str, Screen]:
    return {
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
    card = say("老年人优待卡首次申领", "Senior concession card, first application")
    return {**_home(say, card), **_catalogue(say, card), **_long_list(say), **_guide(say, card)}


def _home(say: Say, card: str) -> dict[str, Screen]:
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
            _reminders(say),
        ),
    }


def _reminders(say: Say) -> list[Tile]:
    return [
        Tile(
            "result:R0GZ0002000001X",
            say("老年人优待卡", "Senior concession card"),
            say(
                "结果在 GZ0002 多宝社区 柜中,保管到 2026-12-03",
                "Your result lies at GZ0002 Duobao, kept until 2026-12-03",
            ),
            "collect",
            enabled=False,
        ),
        Tile(
            "renewal:RES-ENDORSE",
            say("居住证签注", "Permit endorsement"),
            say(
                "居住证到 2026-12-20 满一年,请在此前一个月内签注",
                "Your permit is held for a full year on 2026-12-20: have it endorsed within the month before",
            ),
            "calendar",
        ),
        Tile(
            "LONGEVITY-70",
            say("长者长寿保健金", "Longevity allowance"),
            say("2027-01-15 满 70 周岁:现在可以确认领取", "70 years old on 2027-01-15: you can confirm now"),
            "calendar",
        ),
    ]


def _catalogue(say: Say, card: str) -> dict[str, Screen]:
    here, part = say("可在这里办", "All here"), say("部分可办", "Partly here")
    return {
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
    }


def _long_list(say: Say) -> dict[str, Screen]:
    return {
        "Catalogue-list": Catalogue(
            "shipin",
            [
                Tile(
                    "G00000",
                    say("食品经营许可首次申领", "First issue of a food business licence"),
                    say("市场监管部门 · 区", "Market regulation · District"),
                    "item-district",
                    say("本机可预填和预约,须到场办理", "Prepare and book here; a visit is needed"),
                ),
                Tile(
                    "G00091",
                    say("食品经营许可补领", "Replacement of a food business licence"),
                    say("市场监管部门 · 市", "Market regulation · City"),
                    "item-city",
                    say("本机仅提供办事指南", "Information only"),
                ),
            ],
            [
                Choice("", say("全部", "All")),
                Choice("street", say("街道(镇)", "Street or town")),
                Choice("district", say("区", "District")),
                Choice("city", say("市", "City")),
            ],
            "",
            True,
        ),
    }


def _guide(say: Say, card: str) -> dict[str, Screen]:
    return {
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

"""Synthetic values for the screens of pre-review, review, signature and receipt."""

from kiosk.screens.hand_in import FindingRow, Prereview, Receipt, Review, Sign
from kiosk.screens.screen import Row, Screen, Section
from ui.samples import Say


def hand_in_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    title = say("老年人优待卡首次申领", "Senior concession card, first application")
    return {**_prereview(say), **_review(say), **_sign(say, title), **_receipt(say, title)}


def _prereview(say: Say) -> dict[str, Screen]:
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
    }


def _review(say: Say) -> dict[str, Screen]:
    origin = say("读自社保卡", "from your card")
    return {
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
            "papers",
        ),
    }


def _sign(say: Say, title: str) -> dict[str, Screen]:
    return {
        "Sign": Sign(
            say(
                "我确认以上内容真实，同意将材料交给市民政局办理。",
                "I confirm that the above is true and agree that it is sent to the Civil Affairs Bureau.",
            ),
            say("陈*英", "Chen *ying"),
            say("用于：", "For: ") + title,
        ),
    }


def _receipt(say: Say, title: str) -> dict[str, Screen]:
    received = Row(say("收件时间", "Received"), "2026-11-23 23:14")
    counted = Row(say("起算日期", "Counted from"), "2026-11-24", say("按工作日计算", "Working days only"))
    return {
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

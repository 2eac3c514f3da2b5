"""Synthetic values for the screens of the locker and of what comes after."""

from dataclasses import replace
from typing import Any

from kiosk.screens.locker import (
    Collected,
    Deposit,
    DoorScreen,
    Dropped,
    PickupCode,
    PickupQr,
    Reclaim,
    Reclaimed,
    SizeChoice,
)
from kiosk.screens.screen import Choice, Row, Screen, Section, Tile
from kiosk.screens.services import Cases
from ui.samples import Say
from ui.samples_sources import looked_up

HEIGHTS = (1.0, 1.0, 1.0, 1.0, 1.5, 1.5, 2.0, 2.0)  # of the eight doors of a column, from the top


def locker_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    return {**_doors(say), **_pickup(say)}


def bank(here: int) -> list[dict[str, Any]]:
    """The doors of three columns; `here` is the one meant, 0 for none."""
    return [
        {"number": 8 * column + row + 1, "column": column, "height": height, "here": 8 * column + row + 1 == here}
        for column in range(3)
        for row, height in enumerate(HEIGHTS)
    ]


def door(say: Say, phase: str, title: str, instruction: str, warning: str, actions: list[Tile]) -> DoorScreen:
    """A deposit's door, number 7."""
    where = say("左边一列，从下往上数第二格", "Left column, second from below")
    return DoorScreen(7, where, phase, title, instruction, warning, "drop", actions, 3, bank(7))


def _doors(say: Say) -> dict[str, Screen]:
    return {**_deposit(say), **_door_screens(say), **_left_door(say), **_dropped(say), **_reclaim(say)}


def _deposit(say: Say) -> dict[str, Screen]:
    return {
        "Deposit": Deposit(
            [say("近期一寸照片 1 张", "One recent portrait"), say("户口簿复印件 1 份", "One copy of the register")],
            "PX-20261123-0042",
            [
                SizeChoice("S", say("小格", "Small"), say("放得下 A4 信封", "Fits an A4 envelope"), 9),
                SizeChoice("M", say("中格", "Medium"), say("放得下文件盒", "Fits a document box"), 4),
                SizeChoice("L", say("大格", "Large"), say("放得下手提袋", "Fits a carrier bag"), 0),
            ],
            "S",
            False,
        ),
    }


def _door_screens(say: Say) -> dict[str, Screen]:
    put = say("放进信封，再把门推紧。", "Put the envelope in and push the door until it clicks.")
    return {
        "DoorScreen": door(
            say,
            "open",
            say("7 号柜门已打开", "Door 7 is open"),
            put,
            "",
            [],
        ),
        "DoorScreen-opening": door(
            say,
            "opening",
            say("正在打开 7 号柜门", "Opening door 7"),
            say("请站到柜子旁边。", "Please stand by the locker."),
            "",
            [],
        ),
        "DoorScreen-closed": door(
            say,
            "closed",
            say("柜门已关好", "The door is shut"),
            say("信封放进去了吗？", "Is the envelope inside?"),
            "",
            [
                Tile("done", say("放好了", "Yes, it is inside")),
                Tile("reopen", say("再打开一次", "Open it again")),
                Tile("does_not_fit", say("放不下", "It does not fit")),
                Tile("nothing_inside", say("我没有放", "I put nothing in")),
            ],
        ),
        "DoorScreen-stuck": door(
            say,
            "stuck",
            say("7 号柜门没有弹开", "Door 7 did not spring open"),
            say("请轻轻拉一下门。", "Please pull the door gently."),
            say("已经试了 3 次。您的材料还在您手上，没有丢失。", "Tried three times. Your papers are still with you."),
            [
                Tile("other_box", say("换一个柜子", "Use another box")),
                Tile("try_again", say("再试一次", "Try again")),
                Tile("finish", say("先不放了", "Leave it for now")),
            ],
        ),
        "DoorScreen-pickup": replace(
            door(
                say,
                "open",
                say("7 号柜门已打开", "Door 7 is open"),
                say("请取出证件，再把门推紧。", "Take your document and push the door shut."),
                "",
                [Tile("done", say("取好了", "I have it")), Tile("dispute", say("东西不对", "Something is wrong"))],
            ),
            purpose="pickup",
        ),
    }


def _left_door(say: Say) -> dict[str, Screen]:
    ask = say(
        "信封放进去了吗?还没有的话,请先退出,再重新刷卡打开。",
        "Is the envelope inside? If not, leave here and sign on again to open it.",
    )
    choices = [
        Tile("done", say("放进去了", "Yes, it is inside")),
        Tile("sign_on", say("退出,重新刷卡", "Leave and sign on again")),
    ]
    return {"DoorScreen-left": door(say, "closed", say("7 号柜门已关好", "Compartment 7 is shut"), ask, "", choices)}


def _dropped(say: Say) -> dict[str, Screen]:
    return {
        "Dropped": Dropped(
            say("原件已放进柜子", "Your originals are in the box"),
            [
                Row(say("柜号", "Box"), "7"),
                Row(say("信封编号", "Envelope"), "PX-20261123-0042"),
                Row(say("存放时间", "Put in"), "2026-11-23 23:21"),
            ],
            "barcode/parcel",
            say("存件条已打印，请收好。", "Your slip is printed. Please keep it."),
            "qr/slip",
            say("门关早了，再打开一次", "Shut too soon: open it again"),
        ),
    }


def _reclaim(say: Say) -> dict[str, Screen]:
    lines = [
        Row(say("事项", "Service"), say("老年人优待卡首次申领", "Senior concession card, first application")),
        Row(say("编号", "Number"), "GZ20261123-000417"),
        Row(say("柜号", "Compartment"), "7"),
        Row(say("条码", "Barcode"), "M0GZ0001000042"),
    ]
    return {**_reclaiming_door(say), **_before_reclaim(say, lines), **_reclaimed(say, lines)}


def _reclaiming_door(say: Say) -> dict[str, Screen]:
    return {
        "DoorScreen-reclaim": replace(
            door(
                say,
                "closed",
                say("7 号柜门已关好", "Compartment 7 is shut"),
                say("信封取出来了吗？", "Did you take the envelope out?"),
                "",
                [
                    Tile("done", say("取出来了", "Yes, I have it")),
                    Tile("reopen", say("没有，再打开一次", "No, open it again")),
                    Tile("leave_inside", say("不取了，照常办理", "Leave it there and go on with it")),
                ],
            ),
            purpose="pickup",
        ),
    }


def _before_reclaim(say: Say, lines: list[Row]) -> dict[str, Screen]:
    return {
        "Reclaim": Reclaim(
            say("取回原件并撤回申请？", "Take your originals back and withdraw?"),
            say(
                "信封取出、柜门关好后，这项申请就撤回了，不再办理。以后随时可以重新申请。",
                "Once the envelope is out and the door shut, this application is withdrawn and nobody works on it. "
                "You can apply again at any time.",
            ),
            lines,
            [say("近期一寸照片 1 张", "One recent portrait"), say("户口簿复印件 1 份", "One copy of the register")],
        ),
    }


def _reclaimed(say: Say, lines: list[Row]) -> dict[str, Screen]:
    return {
        "Reclaimed": Reclaimed(
            say("原件已取回，申请已撤回", "You have your originals; the application is withdrawn"),
            say(
                "请核对信封里的材料是否齐全。政务服务中心会收到撤回的消息。",
                "Please check that everything is in the envelope. The service centre is told of the withdrawal.",
            ),
            [*lines, Row(say("取回时间", "Taken back at"), "2026-11-24 08:05")],
        ),
    }


def _pickup(say: Say) -> dict[str, Screen]:
    title = say("老年人优待卡首次申领", "Senior concession card, first application")
    return {**_pickup_code(say), **_pickup_qr(say), **_collected(say, title), **_cases(say, title)}


def _pickup_code(say: Say) -> dict[str, Screen]:
    return {
        "PickupCode": PickupCode(8),
        "PickupCode-error": PickupCode(
            8, say("取件码不对，还可以再试 3 次。", "That code is not right. You have 3 more tries.")
        ),
        "PickupCode-locked": PickupCode(
            8,
            "",
            say(
                "输错太多次，请 10 分钟后再试，或插卡取件。",
                "Too many wrong codes. Try in 10 minutes or use your card.",
            ),
        ),
    }


def _pickup_qr(say: Say) -> dict[str, Screen]:
    return {
        "PickupQr": PickupQr(
            "live",
            say(
                "打开取件通知里的二维码，屏幕朝上放在镜头下面",
                "Open the QR code of your notice and lay the phone under the camera, screen up",
            ),
            "plain",
        ),
        "PickupQr-refused": PickupQr(
            "live",
            say(
                "这个二维码是另一台柜机的。二维码写的柜机是 GZ0002。 请到取件通知上写的地点取件。",
                "This QR code belongs to another locker. The code is for locker GZ0002. Please go to the place named "
                "in your notice.",
            ),
            "bad",
        ),
    }


def _collected(say: Say, title: str) -> dict[str, Screen]:
    levels = [("5", "非常满意", "Very satisfied"), ("4", "满意", "Satisfied"), ("3", "一般", "Neither"),
              ("2", "不满意", "Dissatisfied"), ("1", "非常不满意", "Very dissatisfied")]  # fmt: skip
    return {
        "Collected": Collected(
            say("已取出，柜门已关好", "Collected, and the door is shut"),
            [Row(say("事项", "Service"), title), Row(say("取件时间", "Collected"), "2026-12-02 19:05")],
            [Choice(value, say(zh, en)) for value, zh, en in levels],
            say("门关早了，再打开一次", "Shut too soon: open it again"),
        ),
    }


def _cases(say: Say, title: str) -> dict[str, Screen]:
    return {
        "Cases": Cases(
            [
                Section(
                    title,
                    [
                        Row(say("办件编号", "Case number"), "GZ20261123-000417"),
                        Row(say("现在", "Now"), say("审查中", "In review"), "", "good"),
                        Row(say("预计办结", "Expected"), say("12 月 3 日前", "by 3 December")),
                    ],
                ),
                Section(
                    say("社会保障卡挂失补办", "Replacement of a social-security card"),
                    [
                        Row(say("临时编号", "Provisional number"), "LS-0007-00042"),
                        Row(say("现在", "Now"), say("等待网络恢复后上报", "Waits for the network"), "", "warn"),
                    ],
                ),
            ],
            [Tile("M0GZ0001000042", say("取回原件，撤回申请", "Take originals back and withdraw"), title)],
            can_look_up=True,
        ),
        "Cases-looked-up": looked_up(say),
    }

"""Synthetic values for the screens of the locker, the courier, the station and the technician."""

from dataclasses import replace
from typing import Any

from kiosk.screens import (
    BoxLine,
    Cases,
    Cell,
    Choice,
    Collected,
    CourierCollect,
    CourierHome,
    Deposit,
    DeviceCard,
    DoorScreen,
    Dropped,
    Manifest,
    ManifestDone,
    PickupCode,
    Row,
    ScanEnvelope,
    Screen,
    Section,
    SignIn,
    SizeChoice,
    StationHome,
    Technician,
    Tile,
)
from ui.samples import Say

HEIGHTS = (1.0, 1.0, 1.0, 1.0, 1.5, 1.5, 2.0, 2.0)  # of the eight doors of a column, from the top


def locker_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    return {**_doors(say), **_pickup(say), **_courier(say), **_staff(say)}


def _bank(here: int) -> list[dict[str, Any]]:
    return [
        {"number": 8 * column + row + 1, "column": column, "height": height, "here": 8 * column + row + 1 == here}
        for column in range(3)
        for row, height in enumerate(HEIGHTS)
    ]


def _door(say: Say, phase: str, title: str, instruction: str, warning: str, actions: list[Tile]) -> DoorScreen:
    where = say("左边一列，从下往上数第二格", "Left column, second from below")
    return DoorScreen(7, where, phase, title, instruction, warning, "drop", actions, 3, _bank(7))


def _doors(say: Say) -> dict[str, Screen]:
    put = say("放进信封，再把门推紧。", "Put the envelope in and push the door until it clicks.")
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
        "DoorScreen": _door(
            say,
            "open",
            say("7 号柜门已打开", "Door 7 is open"),
            put,
            "",
            [
                Tile("does_not_fit", say("放不下", "It does not fit")),
                Tile("nothing_inside", say("我不放了", "I will not put it in")),
            ],
        ),
        "DoorScreen-opening": _door(
            say,
            "opening",
            say("正在打开 7 号柜门", "Opening door 7"),
            say("请站到柜子旁边。", "Please stand by the locker."),
            "",
            [],
        ),
        "DoorScreen-closed": _door(
            say,
            "closed",
            say("柜门已关好", "The door is shut"),
            say("信封放进去了吗？", "Is the envelope inside?"),
            "",
            [
                Tile("done", say("放好了", "Yes, it is inside")),
                Tile("reopen", say("再打开一次", "Open it again")),
                Tile("nothing_inside", say("我没有放", "I put nothing in")),
            ],
        ),
        "DoorScreen-stuck": _door(
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
            _door(
                say,
                "open",
                say("7 号柜门已打开", "Door 7 is open"),
                say("请取出证件，再把门推紧。", "Take your document and push the door shut."),
                "",
                [Tile("done", say("取好了", "I have it")), Tile("dispute", say("东西不对", "Something is wrong"))],
            ),
            purpose="pickup",
        ),
        "Dropped": Dropped(
            say("原件已放进柜子", "Your originals are in the box"),
            [
                Row(say("柜号", "Box"), "7"),
                Row(say("信封编号", "Envelope"), "PX-20261123-0042"),
                Row(say("存放时间", "Put in"), "2026-11-23 23:21"),
            ],
            "barcode/parcel",
            say("存件条已打印，请收好。", "Your slip is printed. Please keep it."),
        ),
    }


def _pickup(say: Say) -> dict[str, Screen]:
    title = say("老年人优待卡首次申领", "Senior concession card, first application")
    levels = [("5", "非常满意", "Very satisfied"), ("4", "满意", "Satisfied"), ("3", "一般", "Neither"),
              ("2", "不满意", "Dissatisfied"), ("1", "非常不满意", "Very dissatisfied")]  # fmt: skip
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
        "Collected": Collected(
            say("已取出，柜门已关好", "Collected, and the door is shut"),
            [Row(say("事项", "Service"), title), Row(say("取件时间", "Collected"), "2026-12-02 19:05")],
            [Choice(value, say(zh, en)) for value, zh, en in levels],
        ),
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
            ]
        ),
    }


def _courier(say: Say) -> dict[str, Screen]:
    states = [
        ("done", "已取出", "Out"),
        ("open", "柜门开着", "Open"),
        ("waiting", "待取", "Waiting"),
        ("waiting", "待取", "Waiting"),
        ("absent", "柜内没有", "Not inside"),
        ("wrong", "条码不符", "Wrong code"),
    ]
    lines = [
        BoxLine(f"PX-20261123-00{40 + place}", 3 + 4 * place, f"11-2{place} 17:42", state, say(zh, en))
        for place, (state, zh, en) in enumerate(states)
    ]
    rows = [
        Row(f"PX-20261123-00{40 + n}", say(f"{3 + 4 * n} 号柜", f"Box {3 + 4 * n}"), "11-23 17:42") for n in range(5)
    ]
    signed = say("快递员 C-0312，11-24 08:31 签字", "Signed by courier C-0312, 11-24 08:31")
    return {
        "SignIn": SignIn(),
        "SignIn-error": SignIn(say("工号或密码不对。", "Number or PIN is wrong.")),
        "CourierHome": CourierHome(
            "C-0312",
            6,
            [
                SizeChoice("S", say("小格", "Small"), "A4", 9),
                SizeChoice("M", say("中格", "Medium"), "", 4),
                SizeChoice("L", say("大格", "Large"), "", 0),
            ],
        ),
        "CourierCollect": CourierCollect(lines, 1, 6),
        "ScanEnvelope": ScanEnvelope(
            say("扫描信封条码", "Scan the envelope"),
            "PX-20261123-0041",
            7,
            "live",
            say("把条码对准镜头", "Hold the code under the camera"),
            "plain",
            True,
        ),
        "ScanEnvelope-wrong": ScanEnvelope(
            say("扫描信封条码", "Scan the envelope"),
            "PX-20261123-0041",
            7,
            "live",
            say("不是这个信封，请放回去", "Not this envelope. Please put it back"),
            "bad",
            True,
        ),
        "Manifest": Manifest(
            say("交接清单", "Manifest of the round"),
            rows,
            say("应取 6 件，实取 5 件，缺 1 件", "6 expected, 5 taken, 1 missing"),
            "C-0312",
        ),
        "ManifestDone": ManifestDone(
            say("交接清单已保存", "The manifest is stored"),
            [
                Row(say("编号", "Number"), "QD-0007-0019"),
                Row(say("件数", "Envelopes"), "5"),
                Row(say("签字", "Signed"), signed),
            ],
            say("等待大厅核对签收。", "Waiting for the hall to countersign."),
            False,
        ),
    }


def _staff(say: Say) -> dict[str, Screen]:
    shown = {
        2: ("已逾期", "Overdue", "warn", "6 天", "6 d"),
        7: ("有件", "In use", "brand", "1 天", "1 d"),
        13: ("停用", "Out of use", "bad", "门锁故障", "Lock fault"),
        20: ("有件", "In use", "brand", "3 小时", "3 h"),
    }
    cells = []
    for door in _bank(0):
        zh, en, tone, zh_age, en_age = shown.get(door["number"], ("空闲", "Free", "plain", "", ""))
        size = "L" if door["height"] >= 2 else "M" if door["height"] > 1 else "S"
        cells.append(Cell(door["number"], size, say(zh, en), tone, say(zh_age, en_age), door["column"], door["height"]))
    good, bad = say("正常", "PASS"), say("故障", "FAIL")
    again = say("测试", "Test")
    return {
        "StationHome": StationHome(
            "S-0021",
            cells,
            3,
            [Row("2", "PX-20261117-0008", say("逾期 6 天", "6 days overdue"), "warn")],
            [Row("13", "", say("门锁故障，待核对", "Lock fault, to be checked"), "bad")],
            False,
        ),
        "Technician": Technician(
            "T-0003",
            [
                DeviceCard(
                    "card",
                    say("读卡器", "Card reader"),
                    good,
                    "good",
                    [Row(say("读一张卡", "Whole card"), "212 ms")],
                    "",
                    again,
                ),
                DeviceCard(
                    "locker",
                    say("锁控板", "Lock boards"),
                    good,
                    "good",
                    [Row(say("板 1 / 板 2", "Boards 1 / 2"), "14 ms / 15 ms"), Row(say("门", "Doors"), "24")],
                    "",
                    again,
                ),
                DeviceCard(
                    "camera",
                    say("高拍仪", "Document camera"),
                    say("注意", "CHECK"),
                    "warn",
                    [Row(say("清晰度", "Sharpness"), "180", say("应大于 200", "should exceed 200"), "warn")],
                    say("请清洁镜头，再测一次。", "Clean the lens and test again."),
                    again,
                ),
                DeviceCard(
                    "printer",
                    say("凭条打印机", "Receipt printer"),
                    bad,
                    "bad",
                    [Row(say("纸", "Paper"), say("缺纸", "out"), "", "bad")],
                    say("请换一卷 80 毫米热敏纸。", "Load an 80 mm thermal roll."),
                    again,
                ),
            ],
            say("1 项故障，1 项需注意", "1 fault, 1 needs attention"),
            "bad",
            "2026-11-24 09:02",
        ),
    }

"""Synthetic values for the screens of the courier, the station and the technician."""

from dataclasses import replace

from kiosk.screens.locker import SizeChoice
from kiosk.screens.screen import Row, Screen, Tile
from kiosk.screens.staff import (
    BoxLine,
    Cell,
    CourierCollect,
    CourierHome,
    DeviceCard,
    Manifest,
    ManifestDone,
    ScanEnvelope,
    SignIn,
    StationHome,
    Technician,
)
from ui.samples import Say
from ui.samples_locker import bank, door


def staff_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    return {**_courier(say), **_staff(say), **_recovering_door(say)}


def _recovering_door(say: Say) -> dict[str, Screen]:
    choices = [
        Tile("done", say("取出来了", "Yes, I have it")),
        Tile("reopen", say("没有，再打开一次", "No, open it again")),
        Tile("was_empty", say("柜里是空的", "It was empty")),
    ]
    ask = say("信封取出来了吗？", "Did you take the envelope out?")
    shown = door(say, "closed", say("7 号柜门已关好", "Compartment 7 is shut"), ask, "", choices)
    return {"DoorScreen-recover": replace(shown, purpose="collect")}


def _courier(say: Say) -> dict[str, Screen]:
    return {
        **_sign_in(say),
        **_courier_home(say),
        **_courier_collect(say),
        **_scan_envelope(say),
        **_manifest(say),
        **_manifest_done(say),
    }


def _sign_in(say: Say) -> dict[str, Screen]:
    return {
        "SignIn": SignIn(),
        "SignIn-error": SignIn(say("工号或密码不对。", "Number or PIN is wrong.")),
    }


def _courier_home(say: Say) -> dict[str, Screen]:
    return {
        "CourierHome": CourierHome(
            "C-0312",
            6,
            [
                SizeChoice("S", say("小格", "Small"), "A4", 9),
                SizeChoice("M", say("中格", "Medium"), "", 4),
                SizeChoice("L", say("大格", "Large"), "", 0),
            ],
        ),
    }


def _courier_collect(say: Say) -> dict[str, Screen]:
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
    return {
        "CourierCollect": CourierCollect(lines, 1, 6),
    }


def _scan_envelope(say: Say) -> dict[str, Screen]:
    return {
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
    }


def _manifest(say: Say) -> dict[str, Screen]:
    rows = [
        Row(f"PX-20261123-00{40 + n}", say(f"{3 + 4 * n} 号柜", f"Box {3 + 4 * n}"), "11-23 17:42") for n in range(5)
    ]
    return {
        "Manifest": Manifest(
            say("交接清单", "Manifest of the round"),
            rows,
            say("应取 6 件，实取 5 件，缺 1 件", "6 expected, 5 taken, 1 missing"),
            "C-0312",
        ),
    }


def _manifest_done(say: Say) -> dict[str, Screen]:
    signed = say("邮递员 C-0312，11-24 08:31 签字", "Signed by courier C-0312, 11-24 08:31")
    return {
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
    for one in bank(0):
        zh, en, tone, zh_age, en_age = shown.get(one["number"], ("空闲", "Free", "plain", "", ""))
        size = "L" if one["height"] >= 2 else "M" if one["height"] > 1 else "S"
        cells.append(Cell(one["number"], size, say(zh, en), tone, say(zh_age, en_age), one["column"], one["height"]))
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

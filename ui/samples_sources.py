"""Sample values of the pages about look-ups: papers nobody has to bring, and who looked the person up."""

from kiosk.screens.papers import SourceRow, Sources
from kiosk.screens.screen import Row, Screen, Section
from kiosk.screens.services import Cases
from ui.samples import Say


def source_samples(say: Say) -> dict[str, Screen]:
    """One sample a state; the found one with every tone."""
    id_card, register = say("居民身份证", "Resident identity card"), say("户口簿", "Household register")
    married = say("婚姻登记信息(内部核查)", "Marriage record (checked between offices)")
    before, police = say("以前交过的材料", "Handed in before"), say("公安机关", "Public security")
    offer = [
        SourceRow("ID", id_card, before, "", "plain"),
        SourceRow("HKB", register, f"{police} · {before}", "", "plain"),
        SourceRow("MAR", married, say("民政部门", "Civil affairs"), "", "plain"),
    ]
    agree = say(
        "有些材料可能不用您交。同意后,我们替您向下列来源查询,只用于本次办理,每次查询您都能在“查办理进度”里看到。",
        "Some papers may not be needed. If you agree we ask these sources for you, for this application only; "
        "you find every look-up under My cases.",
    )
    differs = say(
        "有一项与部门的记录不一致:填错了请返回修改,记录有误请点“记录有误”",
        "One record differs: go back if you made a slip, or say that the record is wrong",
    )
    return {
        "Sources": Sources("offer", agree, offer),
        "Sources-asking": Sources("asking", say("正在查询,请稍候……", "Asking, one moment…"), offer),
        "Sources-found": Sources(
            "found", say("下面这些不用您交了", "These you need not hand in"), _found(say)[:2], "good"
        ),
        "Sources-differs": Sources("found", differs, _found(say)[1:], "warn"),
    }


def _found(say: Say) -> list[SourceRow]:
    office, when = say("部门核查", "Checked with an office"), "2026-03-02 09:14"
    at = say("民政部门", "Civil affairs")
    return [
        SourceRow(
            "RP",
            say("广东省居住证", "Guangdong residence permit"),
            say(f"电子证照 · 居住证 · {when}", f"E-certificate · Residence permit · {when}"),
            say("已找到,无需提交材料", "Found: nothing to hand in"),
            "good",
        ),
        SourceRow(
            "HKB",
            say("户口簿", "Household register"),
            f"{office} · {say('公安机关', 'Public security')} · {when}",
            say(
                "部门系统暂不可用,您无需另交证明,稍后由我们继续核查",
                "The office cannot be asked at present. Nothing to hand in; we go on asking",
            ),
            "plain",
        ),
        SourceRow(
            "MAR",
            say("婚姻登记信息(内部核查)", "Marriage record (checked between offices)"),
            f"{office} · {at} · CI-000012 · {when}",
            say("部门的记录与您填写的不一致", "The office's record differs from what you stated"),
            "bad",
            can_dispute=True,
        ),
    ]


def looked_up(say: Say) -> Screen:
    """The list of who looked the person up."""
    rows = [
        Row(say("时间", "When"), "2026-03-02 09:14"),
        Row(say("向谁查", "Asked of"), say("民政部门", "Civil affairs")),
        Row(say("由谁查", "Asked by"), say("系统自动核查", "The hall's system")),
        Row(say("为什么事", "For"), "生育登记"),
        Row(say("办件", "Case"), "11440103MB00T0084T5449990008000202603020001"),
        Row(say("结果", "Answer"), say("已核实,无需提交材料", "Verified: nothing to hand in")),
    ]
    fact = say("婚姻状况", "marital status")
    return Cases([Section(fact, rows)], heading=say("谁查过我的信息", "Who looked me up"))

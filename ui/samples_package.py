"""Sample values of a joint package and of a correction."""

from kiosk.screens.screen import Row, Screen, Section
from kiosk.screens.services import Chain, ChainStep, Correction, MaterialRow, Todo
from ui.samples import Say
from ui.samples_districts import district_samples


def package_samples(say: Say) -> dict[str, Screen]:
    """The samples by name, in the language of `say`."""
    return {"Chain": _chain(say), "Correction": _correction(say), **district_samples(say)}


def _chain(say: Say) -> Chain:
    scan = say("在这里拍照", "Photographed here")
    both = say("在这里拍照,原件放进柜子", "Photographed here, then the original goes into the locker")
    return Chain(
        say("新生儿出生一件事", "A child is born"),
        say("在本省生育、夫妻双方为广东户籍的新生儿父母", "Married parents registered in the province"),
        say("受理后 5 个工作日全部办结,您只来这一次", "All done within 5 working days of acceptance: one visit"),
        _steps(say),
        [
            MaterialRow(say("居民身份证", "Resident identity card"), scan, "camera"),
            MaterialRow(say("户口簿", "Household register"), both, "both"),
        ],
        say("流程来自单一资料,以窗口答复为准", "From one source only: the office has the last word"),
        True,
    )


def _steps(say: Say) -> list[ChainStep]:
    five, one = say("5 个工作日", "5 working days"), say("1 个工作日", "1 working day")
    after = say(" · 在「出生医学证明」之后", " · after Birth certificate")
    there = say("这一步不在本机:派出所,请带旧身份证", "Not at this terminal: the police station. Bring: the old card")
    return [
        ChainStep("1", say("生育登记", "Birth registration"), say("街道", "Street health office"), five),
        ChainStep("2", say("出生医学证明", "Birth certificate"), say("出生医院", "The hospital of the birth"), one),
        ChainStep("3", say("新生儿落户", "Newborn's household"), say("区公安分局", "District police"), one + after),
        ChainStep("→", say("换领身份证", "Get a new identity card"), "", "", there),
    ]


def _correction(say: Say) -> Correction:
    pages = say("「户口簿」缺页或未拍全,请补齐各页", "Household register: pages are missing; please add them")
    mobile = say("联系电话无法接通,请更正", "The telephone number does not answer; please correct it")
    return Correction(
        say("老年人优待卡首次申领", "First issue of the seniors' card"),
        "11440103MB00T0017W5449990001000202603020012",
        say("请在 2026-03-23 前交齐,逾期视为撤回。", "Please hand it in by 2026-03-23, else it counts as withdrawn."),
        [Section(say("老年人优待卡", "Seniors' card"), [Row("", pages), Row("", mobile)])],
        [
            Todo("edit", say("重新填写 1 项", "Fill in 1 field again")),
            Todo("camera", say("拍「户口簿」", "Photograph: Household register")),
            Todo("locker", say("把「户口簿」原件放进柜子", "Put the original into the locker: Household register")),
            Todo("sign", say("签名确认", "Sign")),
        ],
        True,
        pictures=["thumb/0"],
    )

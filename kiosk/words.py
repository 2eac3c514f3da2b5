"""Sentences that Python says and several steps share; each step keeps its own beside its code."""

from contract.failures import ENTRIES, Failure
from contract.text import Language, Text

STEP_TITLES: dict[str, Text] = {
    "guide": Text(zh="办事须知", en="What you need"),
    "form": Text(zh="填写", en="Fill in"),
    "capture": Text(zh="拍材料", en="Papers"),
    "prereview": Text(zh="预审", en="Check"),
    "review": Text(zh="核对", en="Review"),
    "sign": Text(zh="签名", en="Sign"),
    "receipt": Text(zh="回执", en="Receipt"),
    "deposit": Text(zh="放入原件", en="Originals"),
    "reclaim": Text(zh="取回原件", en="Take back"),
    "door": Text(zh="开柜", en="Locker"),
    "done": Text(zh="完成", en="Done"),
}

NONE = Text(zh="(未填)", en="(empty)")
PRINTING = Text(zh="正在打印……", en="Printing…")
PRINTED = Text(zh="已打印,请取走", en="Printed, please take it")
NOT_PRINTED = Text(
    zh="没有打印出来,请用手机拍下本页或扫二维码",
    en="It could not be printed: photograph this page or scan the QR code",
)


def of_printing(state: str, trouble: Failure | None, language: Language) -> str:
    """What is said of a slip: `state` is printing, printed or failed; `trouble` is why it failed."""
    if state == "failed" and trouble is not None:
        entry = ENTRIES[trouble]
        return f"{entry.sentence.in_(language)} {entry.next_step.in_(language)}"
    return {"printed": PRINTED, "failed": NOT_PRINTED}.get(state, PRINTING).in_(language)


PAUSED = Text(zh="暂停服务,请稍后再来或拨打 12345", en="Service is paused: come back later or call 12345")

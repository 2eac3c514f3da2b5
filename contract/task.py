"""A task: what one department does of a case, one for each item (domain 2.11, handled in parallel)."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum, unique

from contract.text import Text

AUTHORITY_LENGTH = 18
"""An item's code begins with the authority that decides it (domain 2.0, numbers): that is the task's department."""


@unique
class TaskState(StrEnum):
    """Where one task stands."""

    PENDING = "pending"  # the case is not accepted yet, or another task's result is waited for
    WORKING = "working"
    TO_CORRECT = "to_correct"  # its clock stands still until the resident has handed in what is missing
    SENT_BACK = "sent_back"  # its district will not handle it; the city settles who does, and the clock runs on
    GRANTED = "granted"
    REFUSED = "refused"
    DROPPED = "dropped"  # no longer needed: what it stood on was not granted
    LAPSED = "lapsed"  # what was missing did not come in time: counts as withdrawn (domain 2.0)


OPEN_TASKS = frozenset({TaskState.PENDING, TaskState.WORKING, TaskState.TO_CORRECT, TaskState.SENT_BACK})
DECIDED_TASKS = frozenset({TaskState.GRANTED, TaskState.REFUSED})

TASK_TEXT: dict[TaskState, Text] = {
    TaskState.PENDING: Text(zh="等前一环节的结果", en="Waits for an earlier part"),
    TaskState.WORKING: Text(zh="办理中", en="Being handled"),
    TaskState.TO_CORRECT: Text(zh="等待补正", en="Something needs correcting"),
    TaskState.SENT_BACK: Text(zh="承办区退回,待市里裁定", en="Sent back by its district, the city settles it"),
    TaskState.GRANTED: Text(zh="已批准", en="Granted"),
    TaskState.REFUSED: Text(zh="不予批准", en="Refused"),
    TaskState.DROPPED: Text(zh="前一环节未批准,不再办理", en="Not needed any more: an earlier part was not granted"),
    TaskState.LAPSED: Text(zh="逾期未补正,视为撤回", en="Not corrected in time: counts as withdrawn"),
}

_DONE = Text(zh="{of} 项中 {done} 项已办结", en="{done} of {of} parts are done")
_CORRECT = Text(zh="{n} 项等待补正", en="{n} to be corrected")


def department_of(code: str) -> str:
    """The authority (18 characters) that an item's code of 31 begins with."""
    return code[:AUTHORITY_LENGTH]


def told_to_terminals(state: str) -> str:
    """The state as terminals are told it: one of before knows no quarrel, and to the resident it is being handled."""
    return TaskState.WORKING.value if state == TaskState.SENT_BACK else state


def summary(states: Iterable[TaskState]) -> Text:
    """The plain sentence of a case with several tasks: "2 of 3 parts are done, 1 to be corrected"."""
    count = Counter(states)
    done = sum(n for state, n in count.items() if state not in OPEN_TASKS)
    said, wanting = _DONE, count[TaskState.TO_CORRECT]
    zh, en = (text.format(of=count.total(), done=done) for text in (said.zh, said.en))
    if wanting:
        zh, en = f"{zh},{_CORRECT.zh.format(n=wanting)}", f"{en}, {_CORRECT.en.format(n=wanting)}"
    return Text(zh=zh, en=en)

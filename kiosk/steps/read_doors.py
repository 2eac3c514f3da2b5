"""The very beginning: read the doors before anybody is served."""

from contract.text import Text
from drivers.roles import Door
from kiosk.events import Done, Elapsed, Event, Failed
from kiosk.screens.around import Working
from kiosk.screens.locker import DoorScreen
from kiosk.screens.screen import Screen
from kiosk.step import Here, Next, Outcome, Step

_STARTING = Text(zh="正在启动", en="Starting")
_CHECKING = Text(zh="正在检查每一个柜门", en="Reading every door")
_OPEN_TITLE = Text(zh="{0} 号柜门开着", en="Compartment {0} is open")
_OPEN_WHAT = Text(
    zh="上次使用时中断了。请把柜门关好,柜内物品不会丢失。",
    en="The last use was interrupted. Please shut the door; nothing inside is lost.",
)
_LOOK_EVERY_S = 0.5
_STAFF_AFTER_S = 60.0  # a door nobody shuts, or a broken switch: staff must be able to sign in and see to it


class ReadDoors(Step):
    """Doors are asked before the first person is served; a door found open is shown until it is shut."""

    def __init__(self) -> None:
        self._open: int | None = None
        self._since: float | None = None

    def enter(self, here: Here) -> None:
        if here.terminal.doors.known:
            here.later(0, "known")
        else:
            here.run("doors", "locker", here.terminal.doors.reconcile)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("doors", doors):
                self._open = next((n for n, door in sorted(doors.items()) if door is Door.OPEN), None)
                self._since = here.clock.monotonic() if self._since is None else self._since
                if self._open is None or here.clock.monotonic() - self._since >= _STAFF_AFTER_S:
                    return Next()
                here.later(_LOOK_EVERY_S, "again")
            case Failed("doors") | Elapsed("known"):
                return Next()
            case Elapsed("again"):
                here.run("doors", "locker", here.terminal.doors.reconcile)
        return None

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        if self._open is None:
            return Working(t(_STARTING), t(_CHECKING))
        return DoorScreen(
            compartment=self._open,
            where=here.terminal.bank_map.where(self._open, here.visit.language),
            phase="open",
            title=t(_OPEN_TITLE).format(self._open),
            instruction=t(_OPEN_WHAT),
            columns=here.terminal.bank_map.columns,
            doors=here.terminal.bank_map.drawn(self._open),
        )

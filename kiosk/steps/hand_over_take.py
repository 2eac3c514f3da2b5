"""What a phone has sent, fetched from the hall and opened."""

from dataclasses import dataclass, field

from kiosk.hand_over import HandOver
from kiosk.phone_file import shots_of
from kiosk.shot import Shot


@dataclass
class Taken:
    """What one look at the hall brought; `error` is the last thing that went wrong with it."""

    shots: list[Shot] = field(default_factory=list)
    error: Exception | None = None


def take(link: HandOver, room: int) -> Taken:
    """Fetch what has come and open it, at most `room` pages; a bad file does not cost the others."""
    taken = Taken()
    try:
        for data in link.take():
            try:
                taken.shots += shots_of(data, max(0, room - len(taken.shots)))
            except Exception as error:
                taken.error = error
    except Exception as error:
        taken.error = error
    return taken

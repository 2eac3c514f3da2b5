"""What is written across every copy that is shown: what it is for (kiosk requirements L-11)."""

from kiosk.clock import local
from kiosk.papers.watermark import purpose
from kiosk.step import Here


def purpose_of(here: Here) -> str:
    """In Chinese, as on paper copies."""
    title = here.terminal.offers.title_of(here.visit.application.items[0]).zh
    return purpose(title, local(here.clock.now()).date())

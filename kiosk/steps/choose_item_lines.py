"""The city's long list among which a service is looked for, by the person's own district when that is said."""

from contract.item import AdminLevel
from contract.scope import DISTRICTS, district_name
from contract.text import Text
from kiosk.districts import home_of
from kiosk.screens.screen import Choice, Tile
from kiosk.step import Here
from kiosk.steps.choose_item_tiles import line_tile

MOST_SHOWN = 30  # nobody looks through more, a better word is quicker
PICK = "pick"
"""What the button says that shows the districts."""
_ALL = Text(zh="全部", en="All")
_HOUSEHOLD = Text(zh="户籍所在区:{0}", en="District of your household: {0}")


def found_lines(here: Here, words: str, level: AdminLevel | None) -> tuple[list[Tile], bool]:
    """The first of what is taken in the person's district and is no item of this terminal's; whether there are more."""
    known, listing = here.terminal.catalogue.items, here.terminal.offers.now.listing
    found = listing.search(words, level=level, district=home_of(here), most=MOST_SHOWN + len(known) + 1)
    lines = [line for line in found if line.id not in known]
    return [line_tile(line, here) for line in lines[:MOST_SHOWN]], len(lines) > MOST_SHOWN


def district_choices(here: Here, picking: bool) -> list[Choice]:
    """All districts, or only the button that shows them and says which is chosen."""
    t, home = here.visit.t, home_of(here)
    if not picking:
        return [Choice(PICK, t(_HOUSEHOLD).format(t(district_name(home) if home else _ALL)))]
    return [Choice("", t(_ALL)), *(Choice(code, t(name)) for code, name in DISTRICTS.items())]


def chosen_of(here: Here, picking: bool) -> str:
    """Which of `district_choices` is chosen; the button is while it says a district."""
    home = home_of(here)
    return home if picking or not home else PICK

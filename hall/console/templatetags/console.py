"""Words and shapes the templates share: chips, lamps, masked values, case numbers in readable groups."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contract.card import registry
from contract.item import HERE_TEXT, Here
from contract.life import STATE_TEXT, CaseState, Role
from contract.people import mask_id, mask_name, mask_phone
from contract.scope import district_name
from contract.text import Language, Text
from hall.accounts.models import Officer
from hall.cases.models import CaseItem
from hall.console import card_words, desks, rate_words, whys, words
from hall.console.access import CARD_READERS, CASE_READERS, CATALOGUE_READERS, CUSTODY_READERS, FLEET_READERS, OVERSEERS
from hall.console.lamps import Colour, Lamp
from hall.console.order import counted
from hall.console.worded import worded_by
from hall.districts.services import unsettled
from hall.oversight.rates import Figure, Rate
from hall.parcels.models import Doubt

register = template.Library()

_CODE_LENGTH, _DAY_LENGTH = 31, 8  # case number = item code, yyyymmdd, sequence (domain 2.0)

_TONES: dict[CaseState, str] = {
    CaseState.RECEIVED: "new",
    CaseState.AWAITING_PAPER: "wait",
    CaseState.TO_CORRECT: "wait",
    CaseState.NOT_ACCEPTED: "bad",
    CaseState.ACCEPTED: "go",
    CaseState.GRANTED: "good",
    CaseState.REFUSED: "bad",
    CaseState.PACKED: "go",
    CaseState.IN_LOCKER: "go",
    CaseState.COLLECTED: "good",
    CaseState.CLOSED: "done",
    CaseState.WITHDRAWN: "done",
}

register.filter("mask_name", mask_name)
register.filter("mask_id", mask_id)
register.filter("mask_phone", mask_phone)
register.filter("role_text", words.role)
register.filter("actor_text", words.actor)
register.filter("device_text", words.device)
register.filter("short_state", words.state)
register.filter("action_text", words.action)
register.filter("holder_text", words.holder)
register.filter("event_text", words.event)
register.filter("origin_text", words.origin)
register.filter("verdict_text", words.verdict)
register.filter("notice_text", words.notice)
register.filter("size_text", words.size)
register.filter("level_text", words.level)
register.filter("standing_text", words.standing)
register.filter("fleet_event_text", words.fleet_event)
register.filter("stage_text", words.stage)
register.filter("edition_event_text", words.edition_event)
register.filter("door_alarm_text", words.door_alarm)
register.filter("why_text", whys.why)
register.filter("delivery_text", words.delivery)
register.filter("task_text", words.task)
register.filter("channel_text", words.channel)
register.filter("seen_text", words.seen)

register.filter("card_report_text", card_words.report)
register.filter("card_report_meant", card_words.meant)
register.filter("rate_text", rate_words.rate)
register.filter("rate_meaning", rate_words.rate_meaning)

_STANDING_COLOURS = {"planned": "off", "online": "green", "late": "amber", "silent": "red", "revoked": "off"}


@register.filter
def standing_colour(standing: str) -> str:
    """The lamp of a terminal's standing."""
    return _STANDING_COLOURS[standing]


@register.filter
def finding_text(finding: dict[str, Any]) -> str:
    """A pre-review finding in the language of the page, as it was kept with the case."""
    text: dict[str, str] = finding["text"]
    return text["en" if words.language() is Language.EN else "zh"]


@register.filter
def said(text: Text | None) -> str:
    """A catalogue text in the language of the page."""
    return "" if text is None else text.in_(words.language())


@register.filter
def application_text(code: str) -> str:
    """An application of the card, by its code; the code when the registry has it no more."""
    known = registry().applications.get(code)
    return known.name.in_(words.language()) if known else code


@register.filter
def answer_of(answers: Mapping[Any, Any], key: Any) -> Any:
    """What a table says under a key; nothing where it says nothing."""
    return answers.get(key)


@register.filter
def here_text(here: Here) -> str:
    """How far a terminal can take a service, as its screen says it."""
    return HERE_TEXT[here].in_(words.language())


@register.filter
def district_text(code: str) -> str:
    """A district's name by its division code."""
    return district_name(code).in_(words.language())


@register.filter
def state_text(state: str) -> str:
    """A case state as the resident reads it."""
    return STATE_TEXT[CaseState(state)].in_(words.language())


@register.filter
def tone(state: str) -> str:
    """The chip's colour class of a case state; the words beside it say the same."""
    return _TONES[CaseState(state)]


@register.filter
def lamp_text(lamp: Lamp) -> str:
    """What the lamp means, in words."""
    if lamp.left is None:
        return _("No clock running") if lamp.due is None else _("No working-day table for this date")
    if lamp.left > 0:
        return ngettext("%(n)d working day left", "%(n)d working days left", lamp.left) % {"n": lamp.left}
    if lamp.colour is Colour.RED and lamp.left == 0:
        return _("Due today")
    return ngettext("%(n)d working day over", "%(n)d working days over", -lamp.left) % {"n": -lamp.left}


@register.filter
def number_code(number: str) -> str:
    """The item code in a case number (31 characters)."""
    return number[:_CODE_LENGTH]


@register.filter
def number_day(number: str) -> str:
    """The day in a case number, yyyymmdd."""
    return number[_CODE_LENGTH : _CODE_LENGTH + _DAY_LENGTH]


@register.filter
def number_sequence(number: str) -> str:
    """The day's sequence in a case number."""
    return number[_CODE_LENGTH + _DAY_LENGTH :]


@register.filter
def plain(value: Any) -> str:
    """A value of the story's before and after, short and readable: states in words, the rest as they stand."""
    if isinstance(value, dict):
        said = [f"{words.key(name)}: {words.value(name, content)}" for name, content in value.items() if content != ""]
        return "; ".join(said) or "–"
    return str(value)


@register.filter
def day(value: date | None) -> str:
    """A date as ISO 8601, which both languages read; a dash for none."""
    return "–" if value is None else value.isoformat()


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, roughly; the first minute is now."""
    if timezone.now() - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(ago)s ago") % {"ago": timesince(moment)}


@register.filter
def item_title(item: CaseItem) -> str:
    """The service's name as it stood on the day."""
    return item.title_en if words.language() is Language.EN else item.title_zh


@register.filter
def of(figures: dict[Rate, Figure], rate: Rate) -> Figure:
    """The figure of one rate."""
    return figures[rate]


@register.filter
def missing_text(row: CaseItem, rate: Rate) -> str:
    """Why a row is not counted."""
    return rate_words.missing(rate, row)


@register.filter
def service_title(item: str) -> str:
    """A service's name in the catalogue of today; its id when it is gone."""
    known = worded_by().items.get(item)
    return known.title.in_(words.language()) if known else item


@register.filter
def role_names(officer: Officer) -> dict[str, bool | str]:
    """Which parts of the menu the officer has, and how many doubts are open there."""
    roles = officer.roles
    districts = not roles.isdisjoint(OVERSEERS) or (Role.ACCEPTOR in roles and bool(officer.district))
    custody = not roles.isdisjoint(CUSTODY_READERS)
    return {
        "cases": not roles.isdisjoint(CASE_READERS),
        "counter": Role.ACCEPTOR in roles,
        "custody": custody,
        "cards": not roles.isdisjoint(CARD_READERS),
        "catalogue": not roles.isdisjoint(CATALOGUE_READERS),
        "fleet": not roles.isdisjoint(FLEET_READERS),
        "supervision": not roles.isdisjoint(OVERSEERS),
        "audit": Role.AUDITOR in roles,
        "rounds": Role.COURIER in roles,
        "help": Role.AGENT in roles,
        "open_doubts": _how_many(Doubt.objects.filter(settled_at=None)) if custody else "",
        "districts": districts,
        "disputes": _how_many(unsettled()) if districts else "",
    }


def _how_many(rows: "QuerySet[Any]") -> str:
    """Nothing for none, and a number that stopped counting somewhere says so."""
    number = counted(rows)
    return desks.said(number) if number else ""


@register.filter
def acts_as(officer: Officer, role: str) -> bool:
    """Whether the officer has this role."""
    return Role(role) in officer.roles


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of our sheet; always beside words, so hidden from screen readers."""
    sheet = static("console/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sheet, name)


@register.inclusion_tag("console/parts/chip.html")
def state_chip(state: str) -> dict[str, str]:
    """The state chip."""
    return {"state": state}


@register.inclusion_tag("console/parts/lamp.html")
def lamp(lamp: Lamp) -> dict[str, Lamp]:
    """The deadline lamp: shape, colour and words."""
    return {"lamp": lamp}


@register.filter
def nth(place: int) -> str:
    """What makes the ids of a repeated form its own: nothing for the first, "-1", "-2" ... for the others."""
    return f"-{place}" if place else ""

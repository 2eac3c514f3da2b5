"""What was asked for before lists had rows of their own: it gets one, with a day that is still to come.

Until then the request was only sentences in the case. The materials they name are asked for; where they name none,
every one that was photographed, for a list that asks for nothing could not be answered.
"""

from datetime import date, timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from contract import catalogue
from contract.correction import CORRECTION_WORKDAYS, MOST_WORDS, Wants
from contract.text import Language, Text
from contract.workdays import CalendarEnds, add_workdays

_CALENDAR_DAYS = 21
_ACTOR_LENGTH = 60  # of a line's actor
_NO_WORDS = Text(zh="请重新提交这些材料", en="Please hand in these materials again")


def make_rows(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    waiting = apps.get_model("cases", "Case").objects.filter(state="to_correct", corrections=None)
    if not apps.get_model("accounts", "Officer").objects.exists():
        return  # nobody there whose name a list could have: `python -m hall unasked` finds these cases
    for case in waiting.iterator():
        line = case.history.filter(action="correction_asked").order_by("-sequence").first()
        apps.get_model("cases", "Correction").objects.create(
            case=case,
            asked_by=_who(apps, case, line.actor if line else ""),
            asked_at=line.at if line else case.updated_at,
            until=_until(timezone.localdate()),
            wants=_wants(case).model_dump(mode="json"),
        )


def _who(apps: Apps, case: Any, actor: str) -> Any:
    """Whose name the line has (sign-in names never change, and none is deleted); with no line, who may accept a case.

    A line holds no more than the beginning of a long name.
    """
    officers = apps.get_model("accounts", "Officer").objects.order_by("pk")
    named = officers.filter(user__username=actor).first()
    if named is None and len(actor) == _ACTOR_LENGTH:
        named = officers.filter(user__username__startswith=actor).first()
    return named or case.accepted_by or officers.filter(grants__role="acceptor").first() or officers.first()


def _wants(case: Any) -> Wants:
    words = [one for one in case.reasons if one.strip()][:MOST_WORDS]
    filed = list(case.materials.order_by("position").values_list("material", "pages"))
    named = [material for material, _pages in filed if any(title in one for one in words for title in _titles(material))]
    materials = named or [material for material, pages in filed if pages]
    said = words or [_NO_WORDS.in_(Language.EN if case.language == Language.EN else Language.ZH)]
    return Wants(words=tuple(said), materials=tuple(materials[:MOST_WORDS]))


def _titles(material: str) -> list[str]:
    known = catalogue.load().materials.get(material)
    return [known.title.zh, known.title.en] if known else []


def _until(today: date) -> date:
    try:
        return add_workdays(today, CORRECTION_WORKDAYS)
    except CalendarEnds:
        return today + timedelta(days=_CALENDAR_DAYS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_later_hand_ins"), ("accounts", "0004_departments")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]

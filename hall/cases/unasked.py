"""Cases that wait for a correction no list asks for: left by a hall that had no officer when lists became rows (0011).

The resident cannot answer what nobody asks, and no day ends it: a supervisor is shown them, and an acceptor asks anew.
"""

from django.db import transaction
from django.db.models import QuerySet

from contract.correction import MOST_WORDS, Wants
from contract.life import CaseState, MoveRefused, Role
from contract.text import Language, Text
from hall.accounts.models import Officer
from hall.cases import corrections, story
from hall.cases.hands import locked, require
from hall.cases.models import Case, Correction
from hall.catalogues.services import readable

_NO_WORDS = Text(zh="请重新提交这些材料", en="Please hand in these materials again")


def unasked() -> QuerySet[Case]:
    """They, the longest waiting first."""
    return Case.objects.filter(state=CaseState.TO_CORRECT, corrections=None).order_by("updated_at", "id")


@transaction.atomic
def ask_anew(case: Case, officer: Officer) -> Correction:
    """Ask in this acceptor's name for what the case's own sentences name, or for every page that was photographed.

    The resident has the full number of days from now on. Raises `NotYourRole`, `MoveRefused` where a list is open.
    """
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    if not unasked().filter(pk=case.pk).exists():
        raise MoveRefused(f"{case.number} does not wait for a list")
    asked = corrections.asked_now(case, None, officer, _wants(case))
    words = "; ".join(Wants.model_validate(asked.wants).words)
    story.write(case, "correction_asked", story.at_desk(officer, Role.ACCEPTOR), {}, {"reasons": case.reasons}, words)
    return asked


def _wants(case: Case) -> Wants:
    words = [one for one in case.reasons if one.strip()][:MOST_WORDS]
    filed = [(row.material, row.pages) for row in case.materials.all()]
    known = readable(case.judged_by).materials
    titles = {name: (known[name].title.zh, known[name].title.en) for name, _pages in filed if name in known}
    named = [name for name, said in titles.items() if any(title in one for one in words for title in said)]
    materials = named or [name for name, pages in filed if pages]
    said = words or [_NO_WORDS.in_(Language.EN if case.language == Language.EN else Language.ZH)]
    return Wants(words=tuple(said), materials=tuple(materials[:MOST_WORDS]))

"""A service whose scope was published: handed in at a terminal of a district, and taken back with everything else."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from contract.bodies import Submission
from contract.envelope import Kind, new_id
from contract.life import Role
from contract.scope import Address
from hall.accounts.services import add_officer
from hall.cases.models import Case, CaseItem
from hall.catalogues import editions, packs, services
from hall.fleet.models import Terminal
from hall.intake import services as intake
from tests.hall.conftest import PASSWORD, Box

OLD_CARD = "items/old-card.toml"
LIWAN, YUEXIU, PANYU, TIANHE = "440103", "440104", "440113", "440106"
HandIn = Callable[..., CaseItem]


@pytest.fixture
def rolled_back(box: Box) -> Iterator[None]:
    """The tests share one hall for ever, and its packs cannot be deleted: what each publishes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for cached in (services._kept, packs._answer, packs._pack):
        cached.cache_clear()


@pytest.fixture
def hand_in(box: Box, new_submission: Callable[..., Submission], rolled_back: None) -> HandIn:
    """Publishes a scope of the seniors' card and hands one in at a terminal of Liwan."""

    def go(scope: str, district: str = LIWAN, **homes: str) -> CaseItem:
        maker = add_officer(f"t-scope-{new_id().hex[-8:]}", "督办", [Role.SUPERVISOR], PASSWORD)
        checker = add_officer(f"t-scope-{new_id().hex[-8:]}", "法制审核", [Role.AUDITOR], PASSWORD)
        text = re.sub(r"(?m)^order = ", f"scope = {scope}\norder = ", editions.base()[OLD_CARD], count=1)
        made = editions.draft(maker, "a scope", {OLD_CARD: text}, "console")
        editions.check(made, checker, "console")
        published = editions.publish(made, maker, timezone.localdate(), "console")
        assert published.pack is not None
        Terminal.objects.filter(pk=box.id).update(district=district)
        said = new_submission(
            originals_parcel=None,
            catalogue_version=published.pack.catalogue,
            homes={Address(by): home for by, home in homes.items()},
        )
        intake.take(Terminal.objects.get(pk=box.id), box.envelope(Kind.SUBMISSION, said, new_id()))
        return Case.objects.get(terminal=box.id).items.get()

    return go

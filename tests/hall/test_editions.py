"""Editions of the catalogue: drafted, checked by another, published at a day, pulled as signed packs (domain 2.8)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from contract import catalogue, pack
from contract.bodies import Applicant, Submission
from contract.coverage import Consent, CoverageAsk
from contract.envelope import Kind, new_id
from contract.life import MoveRefused, Role
from hall.accounts.models import Officer
from hall.accounts.services import add_officer
from hall.cases import issuing
from hall.cases import services as cases
from hall.cases.hands import NotYourRole, ReasonMissing, SamePerson
from hall.cases.models import Case
from hall.cases.review import replay, same
from hall.catalogues import editions, packs, services
from hall.catalogues.models import Edition, KeptCatalogue, KeptPack, Stage
from hall.commands import main
from hall.keys import hall_keys
from hall.oversight import rates
from hall.oversight.rates import Rate
from hall.verification.coverage import cover
from tests.hall.conftest import PASSWORD, Box

OLD_CARD = "items/old-card.toml"
ELDER = "packages/elder.toml"
RETIRED: editions.Changes = {OLD_CARD: None, ELDER: None}  # an item goes with the packages that need it
_others = count(1)


@pytest.fixture(autouse=True)
def _undone(hall_database: None, request: pytest.FixtureRequest) -> Any:
    """The tests share one hall for ever, and its packs cannot be deleted: what each publishes is rolled back."""
    if "box" in request.fixturenames:
        request.getfixturevalue("box")  # enrolled over HTTP, by another thread, before this one holds the database
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for cached in (services._kept, packs._answer, packs._pack):
        cached.cache_clear()


@pytest.fixture
def maker(people: Any) -> Officer:
    return people.supervisor


@pytest.fixture
def checker() -> Officer:
    return add_officer(f"t-checker-{next(_others)}", "法制审核", [Role.AUDITOR], PASSWORD)


def changed(old: str, new: str, path: str = OLD_CARD) -> dict[str, str | None]:
    text = editions.base()[path]
    assert old in text
    return {path: text.replace(old, new)}


@pytest.fixture
def publish(maker: Officer, checker: Officer) -> Callable[..., Edition]:
    """Takes changes all the way."""

    def go(changes: editions.Changes, days: int = 0) -> Edition:
        made = editions.draft(maker, "a test", changes, "console")
        editions.check(made, checker, "console")
        return editions.publish(made, maker, timezone.localdate() + timedelta(days=days), "console")

    return go


def test_the_whole_way_leaves_a_story_and_a_pack_the_terminal_believes(
    maker: Officer, checker: Officer, publish: Callable[..., Edition]
) -> None:
    done = publish(changed("promised_workdays = ", "promised_workdays = 1"))
    events = list(done.events.values_list("event", "actor"))
    assert events == [("drafted", maker.label), ("checked", checker.label), ("published", maker.label)]
    kept = KeptPack.objects.get(pk=done.pack_id)
    key = Ed25519PublicKey.from_public_bytes(hall_keys().signing_public)
    assert pack.check(pack.Pack(files=kept.files, token=kept.token), key) == done.in_force
    assert KeptCatalogue.objects.filter(pk=kept.catalogue).exists()


def test_the_maker_does_not_check_and_nobody_skips_a_stage(maker: Officer, checker: Officer, people: Any) -> None:
    made = editions.draft(maker, "n", RETIRED, "console")
    with pytest.raises(SamePerson):
        editions.check(made, maker, "console")
    with pytest.raises(MoveRefused):
        editions.publish(made, maker, timezone.localdate(), "console")
    with pytest.raises(NotYourRole):
        editions.check(made, people.acceptor, "console")
    with pytest.raises(NotYourRole):
        editions.draft(people.approver, "n", RETIRED, "console")
    with pytest.raises(ReasonMissing):
        editions.draft(maker, " ", RETIRED, "console")
    editions.check(made, checker, "console")
    with pytest.raises(DatabaseError), transaction.atomic():  # not even by a bare statement
        Edition.objects.filter(pk=made.pk).update(checked_by=maker)
    editions.drop(made, maker, "console")
    with pytest.raises(MoveRefused):
        editions.publish(made, maker, timezone.localdate(), "console")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (OLD_CARD, "no = [toml"),
        (OLD_CARD, 'id = "OLD-CARD"'),
        ("list/G1", "three\nrows\nonly"),
        ("units/U1.json", "{}"),
        ("rules.toml", None),
    ],
)
def test_what_no_terminal_could_read_is_not_checked(
    maker: Officer, checker: Officer, path: str, text: str | None
) -> None:
    made = editions.draft(maker, "n", {path: text}, "console")
    with pytest.raises(editions.Unusable, match=path.rpartition("/")[2].removesuffix(".json")):
        editions.check(made, checker, "console")
    assert Edition.objects.get(pk=made.pk).stage == Stage.DRAFT


def test_an_item_is_not_retired_while_a_package_needs_it(maker: Officer, checker: Officer) -> None:
    made = editions.draft(maker, "n", {OLD_CARD: None}, "console")
    with pytest.raises(editions.Unusable, match=r"elder\.toml"):
        editions.check(made, checker, "console")


def test_days_do_not_go_back(publish: Callable[..., Edition]) -> None:
    publish(changed("order = ", "order = 1"), days=3)
    for days in (-1, 2):
        with pytest.raises(editions.WrongDay), transaction.atomic():
            publish(changed("order = 1", "order = 11"), days=days)
    publish(changed("order = 1", "order = 11"), days=3)


def test_a_mistyped_year_is_refused(publish: Callable[..., Edition]) -> None:
    """Published, it would close the way for every edition until then."""
    with pytest.raises(editions.WrongDay), transaction.atomic():
        publish(changed("order = ", "order = 1"), days=367)
    publish(changed("order = ", "order = 1"), days=366)


@pytest.mark.parametrize(
    ("path", "kind"), [("items/res-permit.toml", "residence-permit"), ("materials.toml", "residence-permit")]
)
def test_a_kind_of_certificate_that_is_not_there_is_found_before_the_first_grant(
    maker: Officer, checker: Officer, path: str, kind: str
) -> None:
    made = editions.draft(maker, "n", changed(f'"{kind}"', '"resident-permit"', path), "console")
    with pytest.raises(editions.Unusable, match="resident-permit"):
        editions.check(made, checker, "console")


def test_a_change_holds_from_its_day_on_and_not_before(publish: Callable[..., Edition]) -> None:
    today = timezone.localdate()
    shipped = catalogue.load().items["OLD-CARD"].order
    publish(changed(f"order = {shipped}", "order = 77"), days=1)
    assert services.in_force(today).items["OLD-CARD"].order == shipped
    assert services.in_force(today + timedelta(days=1)).items["OLD-CARD"].order == 77


def test_going_back_to_what_was_before_is_an_edition_of_its_own(publish: Callable[..., Edition]) -> None:
    shipped = editions.base()
    one = publish(RETIRED)
    two = publish({OLD_CARD: shipped[OLD_CARD], ELDER: shipped[ELDER]})
    assert editions.base() == shipped
    assert one.pack_id != two.pack_id
    assert "OLD-CARD" in services.in_force(timezone.localdate()).items


def test_terminals_are_told_to_hold_today_s_and_the_next(publish: Callable[..., Edition]) -> None:
    today = timezone.localdate()
    assert packs.wanted(today) == ()
    now, later, latest = (publish(changed("order = ", "order = 1"), days=days) for days in (0, 2, 4))
    assert packs.wanted(today) == (now.pack_id, later.pack_id)
    assert packs.wanted(today + timedelta(days=2)) == (later.pack_id, latest.pack_id)
    assert packs.wanted(today + timedelta(days=9)) == (latest.pack_id,)


def given(version: str, held: list[str]) -> pack.Pack | pack.Delta:
    import gzip

    raw = packs.answer(version, held)
    read = pack.read(gzip.decompress(raw))
    assert isinstance(read, pack.Pack) or len(raw) < 20_000
    return read


def test_the_first_edition_travels_as_a_change_of_what_was_installed(publish: Callable[..., Edition]) -> None:
    installed = pack.Pack(files=catalogue.files_of(), token="")
    edition = publish(changed("order = ", "order = 1"))
    change = given(str(edition.pack_id), ["0" * 64, installed.version])
    assert isinstance(change, pack.Delta)
    key = hall_keys().signing.public_key()
    assert pack.applied(installed, change, key).version == edition.pack_id
    assert isinstance(given(str(edition.pack_id), ["0" * 64]), pack.Pack)
    for unknown in (installed.version, "0" * 64):
        with pytest.raises(packs.NoPack):
            packs.answer(unknown, [])


def sent(box: Box, submission: Submission) -> Any:
    from hall.fleet.models import Terminal
    from hall.intake import services as intake

    return intake.take(Terminal.objects.get(pk=box.id), box.envelope(Kind.SUBMISSION, submission, new_id()))


def test_a_case_keeps_the_version_it_was_begun_with(
    box: Box, new_submission: Callable[..., Submission], publish: Callable[..., Edition]
) -> None:
    number = catalogue.load().items["OLD-CARD"].promised_workdays
    edition = publish(changed(f"promised_workdays = {number}", "promised_workdays = 3"))
    sent(box, new_submission(originals_parcel=None))
    old = Case.objects.get(terminal=box.id)
    assert old.items.get().promised_workdays == number
    assert same(old, replay(old))
    newer = KeptPack.objects.get(pk=edition.pack_id).catalogue
    sent(box, new_submission(originals_parcel=None, catalogue_version=newer))
    new = Case.objects.exclude(pk=old.pk).get(terminal=box.id)
    assert new.items.get().promised_workdays == 3
    assert new.judged_by == newer
    assert same(new, replay(new))


def test_a_retired_service_takes_no_new_case_but_what_was_handed_in_before_is_taken(
    box: Box, new_submission: Callable[..., Submission], publish: Callable[..., Edition]
) -> None:
    publish(RETIRED)
    from hall.errors import Unfit

    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(Unfit) as refused, transaction.atomic():
        sent(box, new_submission(originals_parcel=None, submitted_at=tomorrow))
    assert refused.value.code == "item_retired"
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sent(box, new_submission(originals_parcel=None, submitted_at=yesterday))
    assert Case.objects.get(terminal=box.id).items.get().item == "OLD-CARD"


def test_a_service_that_is_only_in_an_edition_can_be_asked_about_and_is_counted(
    box: Box, publish: Callable[..., Edition]
) -> None:
    text = editions.base()[OLD_CARD].replace('id = "OLD-CARD"', 'id = "NEW-CARD"')
    publish({"items/new-card.toml": text, **RETIRED})
    from hall.errors import Unfit
    from hall.fleet.models import Terminal

    sample = catalogue.load().items["OLD-CARD"].sample
    who = Applicant(name=sample["p.name"], id_number=sample["p.id_no"], mobile="")
    said = {"applicant": who, "answers": dict(sample), "consent": Consent.ALL, "consented_at": datetime.now(UTC)}
    terminal, tomorrow = Terminal.objects.get(pk=box.id), datetime.now(UTC) + timedelta(days=1)
    cover(terminal, new_id(), CoverageAsk.model_validate({"items": ["NEW-CARD"], **said}), tomorrow)
    with pytest.raises(Unfit):
        cover(terminal, new_id(), CoverageAsk.model_validate({"items": ["OLD-CARD"], **said}), tomorrow)
    this_month = timezone.localdate().replace(day=1)
    for month, of_before in ((this_month, int(timezone.localdate().day > 1)), (rates.next_month(this_month), 0)):
        wholes = {line.item: line.figures[Rate.AVAILABLE].whole for line in rates.lines(month)}
        assert (wholes["NEW-CARD"], wholes.get("OLD-CARD", 0)) == (1, of_before)
    assert [one.id for one in rates.services(this_month, inside=True, item="NEW-CARD")] == ["NEW-CARD"]


def test_what_is_issued_is_called_as_in_the_catalogue_of_the_case(
    box: Box, new_submission: Callable[..., Submission], publish: Callable[..., Edition], people: Any
) -> None:
    edition = publish(changed("老年人优待卡(实体卡)", "长者卡"))
    newer = KeptPack.objects.get(pk=edition.pack_id).catalogue
    sent(box, new_submission(originals_parcel=None, catalogue_version=newer))
    case = cases.accept(Case.objects.get(terminal=box.id), people.acceptor)
    cases.decide(case, people.approver, granted=True)
    assert [content.what.zh for content in issuing.packing_list(case)] == ["长者卡"]


def test_packs_and_stories_are_written_once_for_the_database_too(publish: Callable[..., Edition]) -> None:
    publish(RETIRED)
    for statement in (
        "UPDATE catalogues_keptpack SET files = '{}'",
        "DELETE FROM catalogues_editionevent",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_same_from_the_command_line(
    maker: Officer, checker: Officer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in editions.base().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text if path != OLD_CARD else text.replace("order = ", "order = 1"), "utf-8")
    by = ["--officer", maker.label]
    assert main(["catalogue", "draft", str(tmp_path), "--note", "年度修订", *by]) == 0
    number = capsys.readouterr().out.strip()
    assert main(["catalogue", "check", number, *by]) == 2
    assert "made edition" in capsys.readouterr().err
    assert main(["catalogue", "check", number, "--officer", checker.label]) == 0
    assert main(["catalogue", "publish", number, "--day", "2020-01-01", *by]) == 2
    assert main(["catalogue", "publish", number, *by]) == 0
    assert main(["catalogue", "draft", str(tmp_path), "--note", "again", *by]) == 2  # nothing would change
    assert main(["catalogue", "retire", "NO-SUCH", "--note", "x", *by]) == 2
    assert main(["catalogue", "retire", "PASSPORT", "--note", "x", *by]) == 0
    assert main(["catalogue", "drop", str(int(number) + 1), *by]) == 0
    capsys.readouterr()
    assert main(["catalogue", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in listed[:2]] == ["dropped", "published"]


def page_of(officer: Officer) -> Client:
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(officer.user)
    return client


def test_the_console_leads_all_the_way(maker: Officer, checker: Officer) -> None:
    """Change a service, see the difference, have it checked, publish it: by the pages' own forms."""
    at, other = page_of(maker), page_of(checker)
    text = editions.base()[OLD_CARD]
    save = "/console/catalogue/items/OLD-CARD/draft"
    assert b'id="problem"' in at.post(save, {"note": "n", "text": text}).content  # nothing changed
    made = at.post(save, {"note": "Faster", "text": text.replace("order = ", "order = 1").replace("\n", "\r\n")})
    where = made.headers["Location"]
    shown = at.get(where).content.decode()
    assert re.search(r'<li class="minus">-order = (\d+)</li>\s*<li class="plus">\+order = 1\1</li>', shown)
    assert 'id="check"' not in shown  # the maker has no such button, and a forged press is refused
    assert "a different officer must check it" in at.post(f"{where}/check", follow=True).content.decode()
    assert 'id="check"' in other.get(where).content.decode()
    other.post(f"{where}/check")
    assert "Please give the day" in at.post(f"{where}/publish", {"day": "soon"}, follow=True).content.decode()
    assert (
        "may not begin before today" in at.post(f"{where}/publish", {"day": "2020-01-01"}, follow=True).content.decode()
    )
    day = timezone.localdate().isoformat()
    done = at.post(f"{where}/publish", {"day": day}, follow=True).content.decode()
    assert "Published; terminals use it from" in done
    assert '<li class="plus">' in done  # the difference of a published edition stays readable
    assert "moved on" in at.post(f"{where}/drop", follow=True).content.decode()
    assert services.in_force(timezone.localdate()).version in at.get("/console/catalogue").content.decode()


def test_who_may_only_read_the_catalogue(maker: Officer, people: Any) -> None:
    made = editions.draft(maker, "n", RETIRED, "console")
    reader = page_of(people.acceptor)
    assert (
        reader.get("/console/catalogue").status_code == reader.get(f"/console/catalogue/{made.id}").status_code == 200
    )
    for path in ("items/OLD-CARD/draft", f"{made.id}/check", f"{made.id}/publish", f"{made.id}/drop"):
        assert reader.post(f"/console/catalogue/{path}", {"note": "x", "retire": "1"}).status_code == 403, path
    assert page_of(people.issuer).get("/console/catalogue").status_code == 403
    assert page_of(maker).get("/console/catalogue/items/NO-SUCH").status_code == 404

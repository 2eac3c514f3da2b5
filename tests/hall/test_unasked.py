"""Cases that wait for a correction nobody asks for: found, shown to a supervisor, and asked anew."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from contract.correction import open_for
from contract.envelope import Kind
from contract.life import CaseState, MoveRefused, Role
from hall.cases import story, unasked
from hall.cases.hands import NotYourRole
from hall.cases.models import Case
from hall.cases.moves import move
from hall.commands import main
from tests.hall.conftest import Box

ROOT = Path(__file__).parents[2]
_BEFORE = """
import uuid, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

before = [("cases", "0010_later_hand_ins")]
MigrationExecutor(connection).migrate(before)
old = MigrationExecutor(connection).loader.project_state(before).apps
terminal = old.get_model("fleet", "Terminal").objects.create(id="GZ0001", site="x")
old.get_model("cases", "Case").objects.create(
    id=uuid.uuid4(), number="7", provisional_number="p", terminal=terminal, state="to_correct", applicant_name="n",
    applicant_id_number="i", applicant_mobile="m", language="zh-Hans", catalogue_version="c", delivery="here",
    signature={}, terminal_verdict="pass", verdict="pass", submitted_at=timezone.now(), reasons=["请补齐"],
)
executor = MigrationExecutor(connection)
executor.migrate(executor.loader.graph.leaf_nodes())
from hall.commands import main
print(main(["unasked"]))
"""


def test_a_hall_without_any_officer_is_updated_and_says_which_cases_nobody_asks_for(tmp_path: Path) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "hall.settings", "HALL_DATA": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    case, counted, status = done.stdout.splitlines()
    assert (case.split()[0], counted, status) == ("7", "1 waiting", "1")


@pytest.fixture
def left(case: Case) -> Case:
    """As migration 0011 leaves it in a hall without officers: the state, and the sentences in the case."""
    actor = story.Actor("gone", Role.ACCEPTOR, "console")
    return move(case, CaseState.TO_CORRECT, actor, "correction_asked", reasons=["「居民户口簿」缺页,请补齐"])


def test_an_acceptor_asks_anew_for_what_the_sentence_names_and_the_resident_can_answer(
    left: Case, people: Any, box: Box, new_supplement: Any
) -> None:
    assert left in unasked.unasked()
    assert main(["unasked", "--by", people.acceptor.label]) == 0
    assert left not in unasked.unasked()
    (news,) = [one for one in box.orders().cases if one.case_id == left.pk]
    assert news.correction is not None
    asked = open_for(left.applicant_id_number, box.known.person_key, left.pk, news.correction)
    assert asked.materials == ("HKB",)
    assert left.notices.get().reason == "to_correct"
    assert story.verify(Case.objects.get(pk=left.pk)) == left.history.count()
    box.send(Kind.SUPPLEMENT, new_supplement(left.corrections.get()), left.pk)
    assert Case.objects.get(pk=left.pk).state == CaseState.RECEIVED


def test_only_an_acceptor_asks_and_only_where_no_list_is_open(left: Case, people: Any) -> None:
    with pytest.raises(NotYourRole):
        unasked.ask_anew(left, people.approver)
    unasked.ask_anew(left, people.acceptor)
    with pytest.raises(MoveRefused):
        unasked.ask_anew(left, people.acceptor)


def test_a_supervisor_sees_them(left: Case, people: Any) -> None:
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(people.supervisor.user)
    assert left.number in client.get("/console/supervision").content.decode()
    unasked.ask_anew(left, people.acceptor)
    assert left.number not in client.get("/console/supervision").content.decode()

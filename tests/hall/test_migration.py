"""A hall that was in use before tasks existed: every case keeps its decision, and whose it was."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import uuid, django
django.setup()
from django.db import connection, IntegrityError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

executor = MigrationExecutor(connection)
executor.migrate([("cases", "0003_clocks_and_replay")])
old = MigrationExecutor(connection).loader.project_state([("cases", "0003_clocks_and_replay")]).apps
now = timezone.now()
officers = []
for name in ("n" * 70, "acceptor", "approver"):
    user = old.get_model("auth", "User").objects.create(username=name)
    officers.append(old.get_model("accounts", "Officer").objects.create(user=user, name=name))
_clerk, *officers = officers
old.get_model("accounts", "OfficerRole").objects.create(officer=officers[0], role="acceptor")
terminal = old.get_model("fleet", "Terminal").objects.create(id="GZ0001", site="x")
before = [("packed", "refused"), ("closed", "granted"), ("accepted", ""), ("received", ""),
          *[("to_correct", "")] * 5]
words = {4: "「居民户口簿」缺页或未拍全,请补齐各页", 5: "请补齐", 6: "请补齐", 7: "", 8: "请补齐"}
asked_by = {4: "acceptor", 5: "acceptor", 7: "n" * 60, 8: "acceptor"}  # 6: the line is missing, 7: it holds so much
papers = {8: [(f"M{place}", 1) for place in range(45)]}
for serial, (state, action) in enumerate(before):
    decided, taken = bool(action), state not in ("received", "to_correct")
    case = old.get_model("cases", "Case").objects.create(
        id=uuid.uuid4(), number=str(serial), provisional_number="p", terminal=terminal, state=state, applicant_name="n",
        applicant_id_number="i", applicant_mobile="m", language="zh-Hans", catalogue_version="c", delivery="here",
        signature={}, terminal_verdict="pass", verdict="pass", submitted_at=now,
        accepted_by=officers[0] if taken else None, accepted_at=now if taken else None,
        decided_by=officers[1] if decided else None, decided_at=now if decided else None,
        reasons=["r"] if decided else [words[serial]] if words.get(serial) else [],
    )
    code = "11440103MB00T0017W5449990001000"
    old.get_model("cases", "CaseItem").objects.create(
        case=case, position=0, item="OLD-CARD", code=code, title_zh="t", title_en="t", promised_workdays=15
    )
    if decided:
        old.get_model("cases", "History").objects.create(
            case=case, sequence=1, at=now, action=action, actor="approver", role="approver", device="console",
            previous_hash="0", hash="1",
        )
    if serial in words:
        for position, (material, pages) in enumerate(papers.get(serial, [("ID", 2), ("HKB", 3), ("PH1", 0)])):
            old.get_model("cases", "Material").objects.create(
                case=case, position=position, material=material, pages=pages
            )
    if serial in asked_by:
        old.get_model("cases", "History").objects.create(
            case=case, sequence=1, at=now, action="correction_asked", actor=asked_by[serial], role="acceptor",
            device="console", previous_hash="0", hash="1",
        )
executor = MigrationExecutor(connection)
executor.migrate(executor.loader.graph.leaf_nodes())
from hall.cases.corrections import open_of
from hall.cases.models import CaseItem, Case
for case in Case.objects.filter(state="to_correct").order_by("number"):
    asked = open_of(case)
    print(case.corrections.get().asked_by.label[:8], *asked.lists[0].wants.words,
          asked.materials if len(asked.materials) < 4 else len(asked.materials), asked.fields,
          asked.until > timezone.localdate())
for row in CaseItem.objects.order_by("case__number"):
    who = row.decided_by.user.username if row.decided_by else "-"
    print(row.department, row.state, who, row.reasons, bool(row.opened_on))
try:
    CaseItem.objects.filter(case__number="0").update(decided_by=CaseItem.objects.get(case__number="0").accepted_by)
except IntegrityError:
    print("guarded")
"""


def test_a_hall_of_before_keeps_every_decision_and_whose_it_was(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hall.settings", "HALL_DATA": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == [
        "acceptor 「居民户口簿」缺页或未拍全,请补齐各页 ('HKB',) () True",  # what the sentence names
        "acceptor 请补齐 ('ID', 'HKB') () True",  # it names nothing: everything that was photographed
        "acceptor 请补齐 ('ID', 'HKB') () True",  # nobody knows who asked
        "nnnnnnnn 请重新提交这些材料 ('ID', 'HKB') () True",  # a name longer than its line, and no sentence
        "acceptor 请补齐 40 () True",  # more than a list may have
        "11440103MB00T0017W refused approver ['r'] True",
        "11440103MB00T0017W granted approver ['r'] True",
        "11440103MB00T0017W working - [] True",
        *["11440103MB00T0017W pending - [] False"] * 6,
        "guarded",
    ]

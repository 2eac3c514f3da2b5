"""Every role at every address, by GET and by POST: what the table does not allow, the server refuses."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from contract.life import Role
from hall.accounts.models import OFFICER_ROLES
from hall.console.urls import urlpatterns

_A, _P, _I, _S = Role.ACCEPTOR, Role.APPROVER, Role.ISSUER, Role.SUPERVISOR
_U, _T, _C, _G = Role.AUDITOR, Role.TECHNICIAN, Role.COURIER, Role.AGENT
NOT_OFFERED = None
CASES = {_A, _P, _I, _S, _U}
CUSTODY = {_A, _I, _S, _U}

# Address: who may GET it, who may POST to it.
ALLOWED: dict[str, tuple[set[Role] | None, set[Role] | None]] = {
    "queue": (CASES, NOT_OFFERED),
    "case": (CASES, NOT_OFFERED),
    "history": (CASES, NOT_OFFERED),
    "material": (CASES, NOT_OFFERED),
    "reused": (CASES, NOT_OFFERED),
    "accept": (NOT_OFFERED, {_A}),
    "correct": (NOT_OFFERED, {_A}),
    "not_accept": (NOT_OFFERED, {_A}),
    "decide": (NOT_OFFERED, {_P}),
    "pack": (NOT_OFFERED, {_I}),
    "urge": (NOT_OFFERED, {_S}),
    "form": (NOT_OFFERED, {_A, _P}),
    "suspend": (NOT_OFFERED, {_P}),
    "resume": (NOT_OFFERED, {_P}),
    "mail_room": (CUSTODY, {_A, _I}),
    "hand_out": (CUSTODY, {_I}),
    "give": (NOT_OFFERED, {_I}),
    "label": ({_I}, NOT_OFFERED),
    "barcode": ({_A, _I}, NOT_OFFERED),
    "doubts": (CUSTODY, NOT_OFFERED),
    "settle": (NOT_OFFERED, {_A, _I}),
    "notices": (CASES, NOT_OFFERED),
    "notice_code": (NOT_OFFERED, {_I}),
    "terminals": ({_T, _S, _U}, {_T}),
    "revoke": (NOT_OFFERED, {_T}),
    "supervision": ({_S, _U}, NOT_OFFERED),
    "supervision_rows": ({_S, _U}, NOT_OFFERED),
    "audit": ({_U}, {_U}),
    "audit_step": (NOT_OFFERED, {_U}),
    "cards": ({_A, _S, _U}, {_A}),
    "rounds": ({_C}, NOT_OFFERED),
    "help": ({_G}, NOT_OFFERED),
    "counter": ({_A}, NOT_OFFERED),
    "counter_desk": (NOT_OFFERED, {_A}),
    "counter_prepared": (NOT_OFFERED, {_A}),
    "counter_service": ({_A}, NOT_OFFERED),
    "counter_begin": (NOT_OFFERED, {_A}),
    "counter_draft": ({_A}, {_A}),
    "counter_drop": (NOT_OFFERED, {_A}),
    "counter_page": ({_A}, NOT_OFFERED),
    "counter_receipt": ({_A}, NOT_OFFERED),
    "counter_again": (NOT_OFFERED, {_A}),
    "correct_task": (NOT_OFFERED, {_P}),
    "send_back": (NOT_OFFERED, {_A}),
    "rule": (NOT_OFFERED, {_A}),
    "districts": ({_A, _S, _U}, NOT_OFFERED),
    "verifications": (CASES, NOT_OFFERED),
    "look_ups": (CASES, NOT_OFFERED),
    "look_up_again": (NOT_OFFERED, {_A, _P}),
    "look_up_settle": (NOT_OFFERED, {_A, _P}),
    "look_up_letter": (CASES, NOT_OFFERED),
    "catalogue": ({_A, _P, _S, _U}, NOT_OFFERED),
    "catalogue_item": ({_S}, NOT_OFFERED),
    "catalogue_draft": (NOT_OFFERED, {_S}),
    "edition": ({_A, _P, _S, _U}, NOT_OFFERED),
    "edition_check": (NOT_OFFERED, {_S, _U}),
    "edition_publish": (NOT_OFFERED, {_S}),
    "edition_drop": (NOT_OFFERED, {_S}),
}
EVERYBODY = {"home", "sign_in", "sign_out", "language"}
_NOWHERE: dict[str, Any] = {
    "number": "0" * 43,
    "item": "NONE",
    "material": "NONE",
    "barcode": "R000000000000",
    "doubt_id": 0,
    "notice_id": 0,
    "terminal_id": "NONE",
    "audit_id": 0,
    "look_up_id": 0,
    "reuse_id": 0,
    "item_id": "NONE",
    "edition_id": 0,
    "kind": "item",
    "id_": "NONE",
    "draft_id": UUID(int=0),
    "page_id": 0,
}


def _path(pattern: URLPattern) -> str:
    """The address with names that lead nowhere: whoever is let in finds nothing, and nothing is done."""
    wanted = {name: _NOWHERE[name] for name in pattern.pattern.converters}
    return reverse(f"console:{pattern.name}", kwargs=wanted)


PATHS = {pattern.name: _path(pattern) for pattern in urlpatterns}


def _officer(role: Role, people: Any, more_people: Any) -> Any:
    found = getattr(people, role.value, None) if role is not Role.COURIER else None
    return (found or more_people[role.value]).user


def _expected(role: Role, allowed: set[Role] | None) -> set[int]:
    if allowed is NOT_OFFERED:
        return {405}
    return {200, 302, 404} if role in allowed else {403}


def test_the_table_names_every_address() -> None:
    assert set(PATHS) == set(ALLOWED) | EVERYBODY


@pytest.mark.parametrize("role", OFFICER_ROLES)
def test_every_address_refuses_the_wrong_role(role: Role, people: Any, more_people: Any) -> None:
    client = Client()
    client.force_login(_officer(role, people, more_people))
    wrong = []
    for name, (get, post) in ALLOWED.items():
        for method, allowed in (("get", get), ("post", post)):
            status = getattr(client, method)(PATHS[name]).status_code
            if status not in _expected(role, allowed):
                wrong.append(f"{method} {name}: {status}")
    assert wrong == []


def test_nobody_signed_in_is_let_in_nowhere(people: Any) -> None:
    client = Client()
    for name, (get, post) in ALLOWED.items():
        for method, allowed in (("get", get), ("post", post)):
            answer = getattr(client, method)(PATHS[name])
            if allowed is NOT_OFFERED:
                assert answer.status_code == 405, name
            else:
                assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/console/login"), name


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.ACCEPTOR, "queue"),
        (Role.APPROVER, "queue"),
        (Role.ISSUER, "queue"),
        (Role.SUPERVISOR, "supervision"),
        (Role.AUDITOR, "audit"),
        (Role.TECHNICIAN, "terminals"),
        (Role.COURIER, "rounds"),
        (Role.AGENT, "help"),
    ],
)
def test_home_is_the_work_that_waits(role: Role, home: str, people: Any, more_people: Any) -> None:
    client = Client()
    client.force_login(_officer(role, people, more_people))
    answer = client.get("/console/", follow=True)
    assert answer.redirect_chain == [(PATHS[home], 302)]
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.content.decode()

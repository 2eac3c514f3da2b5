"""A case's life: who may do what, and what may never happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.life import DECIDED, ENDED, MOVES, STATE_TEXT, CaseState, Move, MoveRefused, Role, check_move

states = st.sampled_from(list(CaseState))


@given(states, states, st.sampled_from(list(Role)))
def test_only_the_table_allows(source: CaseState, target: CaseState, role: Role) -> None:
    if Move(source, target, role) in MOVES:
        check_move(source, target, role)
    else:
        with pytest.raises(MoveRefused, match=role.value):
            check_move(source, target, role)


def test_the_whole_road_of_a_granted_case() -> None:
    road = [
        (CaseState.ACCEPTED, Role.ACCEPTOR),
        (CaseState.GRANTED, Role.APPROVER),
        (CaseState.PACKED, Role.ISSUER),
        (CaseState.IN_LOCKER, Role.COURIER),
        (CaseState.COLLECTED, Role.APPLICANT),
        (CaseState.CLOSED, Role.SYSTEM),
    ]
    at = CaseState.RECEIVED
    for target, role in road:
        check_move(at, target, role)
        at = target


def test_deciding_accepting_and_issuing_are_separate_hands() -> None:
    by = {move.target: move.by for move in MOVES}
    assert by[CaseState.ACCEPTED] is Role.ACCEPTOR
    assert {move.by for move in MOVES if move.target in (CaseState.GRANTED, CaseState.REFUSED)} == {Role.APPROVER}
    assert {move.by for move in MOVES if move.target is CaseState.PACKED} == {Role.ISSUER}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.TECHNICIAN, Role.AUDITOR, Role.STATION])
def test_some_roles_change_no_case(role: Role) -> None:
    assert all(move.by is not role for move in MOVES)


def test_an_ended_case_stays_ended() -> None:
    assert all(move.source not in ENDED for move in MOVES)


def test_a_decision_is_never_taken_back_nor_withdrawn() -> None:
    for move in MOVES:
        if move.source in DECIDED:
            assert move.target in DECIDED


def test_every_state_can_be_reached_and_left() -> None:
    reached = {CaseState.RECEIVED}
    for _ in CaseState:
        reached |= {move.target for move in MOVES if move.source in reached}
    assert reached == set(CaseState)
    assert {move.source for move in MOVES} | ENDED == set(CaseState)


def test_received_is_not_called_accepted() -> None:
    assert set(STATE_TEXT) == set(CaseState)
    assert STATE_TEXT[CaseState.RECEIVED].zh.startswith("已收件")
    assert "已受理" not in STATE_TEXT[CaseState.RECEIVED].zh
    assert len({text.zh for text in STATE_TEXT.values()}) == len(CaseState)

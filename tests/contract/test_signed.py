"""What a signature covers is worked out alike on both sides, and changes with every part of it."""

from datetime import date

from contract.bodies import Answer
from contract.remark import REMARK_TEXT, RemarkKind
from contract.signed import document_sha256

ANSWERS = {"p.name": "陈秀英", "p.birth": date(1956, 3, 1), "agent.used": False, "p.addr": None, "n": 2}
PAGES = {"ID": ["a" * 64], "HKB": ["b" * 64, "c" * 64]}


def test_it_is_the_same_after_the_wire() -> None:
    sent = {name: Answer(value=value, origin="typed").model_dump_json() for name, value in ANSWERS.items()}
    came = {name: Answer.model_validate_json(text).value for name, text in reversed(sent.items())}
    assert document_sha256(came, dict(reversed(PAGES.items()))) == document_sha256(ANSWERS, PAGES)


def test_every_part_counts() -> None:
    others = [
        document_sha256(ANSWERS | {"p.name": "陈秀芳"}, PAGES),
        document_sha256(ANSWERS, PAGES | {"ID": ["d" * 64]}),
        document_sha256(ANSWERS, PAGES | {"HKB": PAGES["HKB"][::-1]}),
        document_sha256(ANSWERS, {"ID": PAGES["HKB"], "HKB": PAGES["ID"]}),
        document_sha256(ANSWERS, {}),
    ]
    assert len({document_sha256(ANSWERS, PAGES), *others}) == len(others) + 1


def test_every_remark_has_its_words() -> None:
    assert set(REMARK_TEXT) == set(RemarkKind)

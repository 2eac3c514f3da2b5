"""The simulated network scanner as a client on the wire finds it."""

from collections.abc import Iterator

import pytest
import requests

from workbench.camera import papers
from workbench.scanner.escl import SimulatedScanner

FROM_FEEDER = "<pwg:InputSource>Feeder</pwg:InputSource><scan:XResolution>200</scan:XResolution>"
WAIT_S = 20


@pytest.fixture
def scanner() -> Iterator[SimulatedScanner]:
    simulated = SimulatedScanner()
    yield simulated
    simulated.close()


def begin(scanner: SimulatedScanner) -> str:
    scanner.feeder = [papers.id_card()]
    answer = requests.post(f"{scanner.url}/ScanJobs", FROM_FEEDER, timeout=WAIT_S)
    assert answer.status_code == 201
    return answer.headers["Location"]


def test_the_end_of_a_job_takes_nothing_of_the_next_one(scanner: SimulatedScanner) -> None:
    first, second = begin(scanner), begin(scanner)
    assert requests.delete(first, timeout=WAIT_S).ok  # heard late: the program that sent it is gone
    page = requests.get(f"{second}/NextDocument", timeout=WAIT_S)
    assert page.content.startswith(b"\xff\xd8")
    assert requests.get(f"{second}/NextDocument", timeout=WAIT_S).status_code == 404
    assert requests.get(f"{first}/NextDocument", timeout=WAIT_S).status_code == 404


def test_an_empty_feeder_begins_no_job(scanner: SimulatedScanner) -> None:
    assert requests.post(f"{scanner.url}/ScanJobs", FROM_FEEDER, timeout=WAIT_S).status_code == 409

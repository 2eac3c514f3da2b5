"""`python -m workbench.departments`: every source department by hand; typed lines have one misbehave."""

import argparse
import sys
import threading
from pathlib import Path

from contract.source import Source
from workbench.departments.server import Behaviour, SimulatedDepartment, sources_file

HELP = (
    f"{'|'.join(Source)} then one of: {' '.join(Behaviour)} unplug plug\n"
    "also: SOURCE fact NUMBER QUESTION VALUE, such as: civil_affairs fact 440103195603010005 marital.is widowed | quit"
)


def obey(departments: dict[str, SimulatedDepartment], line: str) -> bool:
    """Carry out one typed line; False when it is not understood."""
    match line.split():
        case [name, ("plug" | "unplug") as what] if name in departments:
            getattr(departments[name], what)()
        case [name, word] if name in departments and word in set(Behaviour):
            departments[name].behaviour = Behaviour(word)
        case [name, "fact", number, question, value] if name in departments:
            departments[name].told[number, question] = value
        case _:
            return False
    return True


def main(arguments: list[str] | None = None) -> None:
    """Answer until `quit`, or for ever when nothing can be typed."""
    parser = argparse.ArgumentParser(prog="python -m workbench.departments", description=__doc__)
    parser.add_argument("file", type=Path, help="where to write the hall's file of sources (HALL_SOURCES)")
    file = parser.parse_args(arguments).file
    departments = {source.value: SimulatedDepartment(source) for source in Source}
    sources_file(file, list(departments.values()))
    print(*(one.url for one in departments.values()), f"HALL_SOURCES={file.absolute()}", HELP, sep="\n", flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        if not obey(departments, line.strip()):
            print(HELP, flush=True)
    else:
        threading.Event().wait()
    for one in departments.values():
        one.close()


if __name__ == "__main__":
    main()

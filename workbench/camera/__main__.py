"""`python -m workbench.camera`: a document camera by hand; each line typed lays another paper down."""

import argparse
import sys
import threading
from collections.abc import Callable

from workbench.camera import papers
from workbench.camera.drawing import Paper
from workbench.camera.people import CHEN, PEOPLE, Person
from workbench.camera.scene import SceneFault
from workbench.camera.server import SimulatedCamera, WireFault

SHEETS: dict[str, Callable[[Person], Paper]] = {
    "id": papers.id_card,
    "idback": papers.id_card_back,
    "register": papers.household_register,
    "permit": papers.residence_permit,
    "photo": papers.photo,
    "form": papers.application_form,
    "blank": lambda _: papers.blank_sheet(),
}
HELP = (
    f"papers: {' '.join(SHEETS)} [person: {' '.join(PEOPLE)}] | envelope TEXT | none\n"
    f"faults: ok {' '.join(fault.value for fault in (*SceneFault, *WireFault))} | unplug | plug | quit"
)


def obey(camera: SimulatedCamera, line: str) -> bool:
    """Carry out one typed line; False when it is not understood."""
    word, *rest = line.split() or [""]
    faults = {fault.value: fault for fault in (*SceneFault, *WireFault)}
    if word in SHEETS and (not rest or rest[0] in PEOPLE):
        camera.show(SHEETS[word](PEOPLE[rest[0]] if rest else CHEN))
    elif word == "envelope" and rest:
        camera.show(papers.envelope(rest[0]))
    elif word == "none":
        camera.show(None)
    elif word == "ok" or word in faults:
        camera.set_faults(*(faults[name] for name in (word, *rest) if name in faults))
    elif word in ("plug", "unplug"):
        getattr(camera, word)()
    else:
        return False
    return True


def main(arguments: list[str] | None = None) -> None:
    """Serve until `quit`, or for ever when nothing can be typed."""
    parser = argparse.ArgumentParser(prog="python -m workbench.camera", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    camera = SimulatedCamera(port=parser.parse_args(arguments).port)
    camera.show(papers.id_card())
    print(camera.url, HELP, sep="\n", flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        if not obey(camera, line.strip()):
            print(HELP, flush=True)
    else:
        threading.Event().wait()
    camera.close()


if __name__ == "__main__":
    main()

"""`python -m workbench.printer OUT_DIR`: a receipt printer by hand; type a fault, or `ok`."""

import argparse
import sys
import threading
from pathlib import Path

from workbench.printer.server import PrinterFault, SimulatedPrinter

HELP = f"faults: ok {' '.join(fault.value for fault in PrinterFault)} | hang_up | plug | quit"


def obey(printer: SimulatedPrinter, line: str) -> bool:
    """Carry out one typed line; False when it is not understood."""
    words = line.split()
    faults = {fault.value: fault for fault in PrinterFault}
    if words == ["ok"]:
        printer.set_faults()
    elif words and all(word in faults for word in words):
        printer.set_faults(*(faults[word] for word in words))
    elif words in (["hang_up"], ["plug"]):
        getattr(printer, words[0])()
    else:
        return False
    return True


def main(arguments: list[str] | None = None) -> None:
    """Print until `quit`, or for ever when nothing can be typed."""
    parser = argparse.ArgumentParser(prog="python -m workbench.printer", description=__doc__)
    parser.add_argument("out_dir", type=Path, nargs="?", default=Path("out/slips"))
    printer = SimulatedPrinter(parser.parse_args(arguments).out_dir, on_slip=lambda path: print(path, flush=True))
    print(printer.path, HELP, sep="\n", flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        if not obey(printer, line.strip()):
            print(HELP, flush=True)
    else:
        threading.Event().wait()
    printer.close()


if __name__ == "__main__":
    main()

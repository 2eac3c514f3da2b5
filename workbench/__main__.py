"""`python -m workbench`: what is simulated here; with a part's name it starts that part by hand."""

import sys
from importlib import import_module

# name: module with a `main(arguments)`, an example, what it is
PARTS = {
    "card": ("workbench.card.__main__", "card start chen", "a private pcscd with a simulated card in it"),
    "idcard": (
        "workbench.idcard.__main__",
        "idcard",
        "an identity-card reader on a serial line, and its cards",
    ),
    "locker": ("workbench.locker.__main__", "locker --family winnsen", "lock boards on a serial line, and their doors"),
    "camera": ("workbench.camera.__main__", "camera", "a document camera as an HTTP stream"),
    "printer": ("workbench.printer.__main__", "printer out/slips", "a receipt printer; slips become pictures there"),
    "departments": (
        "workbench.departments.__main__",
        "departments out/sources.toml",
        "the offices that answer look-ups; the file is for HALL_SOURCES",
    ),
    "demo": ("workbench.demo", "demo --headless", "everything together, as ./run demo; also --vnc"),
}
_WIDTH = max(len(example) for _, example, _ in PARTS.values())
USAGE = "\n".join(
    [
        "The far side of every wire, to play with. Each part prints the device to open and what can be typed.\n",
        *(f"  python -m workbench {example:<{_WIDTH}}  {meaning}" for _, example, meaning in PARTS.values()),
        "\nEach takes --help; python -m workbench card lists the people and their cards.",
    ]
)


def main(arguments: list[str]) -> int:
    """Start the part that is named, with the rest of the arguments; the exit status (2 = no such part)."""
    name, *rest = arguments or ["--help"]
    if name in ("-h", "--help"):
        print(USAGE)
        return 0
    if name not in PARTS:
        print(f"There is no part {name!r}; there are {', '.join(PARTS)}.\n\n{USAGE}", file=sys.stderr)
        return 2
    return import_module(PARTS[name][0]).main(rest) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

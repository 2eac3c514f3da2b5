"""`python -m workbench`: what is simulated here and how to start each part by hand."""

from importlib.util import find_spec

PARTS = (
    ("workbench.demo", "everything together: the hall, all devices, the kiosk window and the panel (= ./run demo)"),
    ("workbench.demo --headless", "plays the whole case without a display and leaves transcript and pictures"),
    ("workbench.demo --vnc", "the same two windows served over VNC on this machine"),
    ("workbench.card list", "the synthetic people and their cards"),
    ("workbench.card start chen", "a private pcscd with a simulated card in it, and a prompt"),
    ("workbench.idcard", "a simulated identity-card reader on a serial line, and a prompt to lay cards on it"),
    ("workbench.locker", "a simulated bank of lockers on a serial line, and a prompt (--family, --boards, --locks)"),
    ("workbench.camera", "a document camera as an HTTP stream, and a prompt to lay papers down"),
    ("workbench.printer out/slips", "a receipt printer on a serial line; slips become pictures in the folder"),
)


def main() -> None:
    """Print the list."""
    print("The far side of every wire, to play with. Start a part by hand with:\n")
    width = max(len(command) for command, _ in PARTS)
    for command, meaning in PARTS:
        if find_spec(command.split()[0]) is None:
            raise ModuleNotFoundError(f"{command} is listed but is not there")
        print(f"  python -m {command:<{width}}  {meaning}")
    print("\nEach but the demo takes --help and tells what can be typed while it runs.")


if __name__ == "__main__":
    main()

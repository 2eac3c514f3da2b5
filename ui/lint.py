"""`python -m ui.lint`: qmllint over every QML file; any warning is an error."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """qmllint's own exit status."""
    tool = shutil.which("pyside6-qmllint", path=str(Path(sys.executable).parent)) or "pyside6-qmllint"
    files = sorted(str(path) for path in (HERE / "qml").rglob("*.qml"))
    command = [tool, "--max-warnings", "0", "-I", str(HERE / "qml"), *files]
    return subprocess.run(command, check=False).returncode  # noqa: S603  (our own tool and files)


if __name__ == "__main__":
    sys.exit(main())

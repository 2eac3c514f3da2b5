"""The one table of `./run bench papers`: sections add rows as they measure, and all is printed when all is measured."""

import sys
from dataclasses import dataclass, field


@dataclass
class Table:
    """Lines in the order in which they came, and whether every goal among them is met."""

    lines: list[str] = field(default_factory=list)
    met: bool = True

    def section(self, title: str) -> None:
        """A heading."""
        self.lines += ["", title]

    def row(self, text: str) -> None:
        """Figures without a goal."""
        self.lines.append(f"      {text}")

    def goal(self, met: bool, text: str) -> None:
        """Figures that have a goal, which `text` names."""
        self.met &= met
        self.lines.append(f"{'met ' if met else 'MISS'}  {text}")

    def show(self) -> None:
        """On standard output, at once."""
        print("\n".join(self.lines), flush=True)


def say(text: str) -> None:
    """Progress, on stderr: the table alone is on standard output."""
    print(text, file=sys.stderr, flush=True)

"""`./run bench papers`: what the terminal makes of photographs; a section is a module of workbench/papers_bench."""

import importlib
import pkgutil

from workbench import papers_bench

SCENES_A_ROUND = 4  # of each class


def papers(rounds: int) -> bool:
    """Prints one table; figures without goals, so always true."""
    for module in sorted(pkgutil.iter_modules(papers_bench.__path__), key=lambda found: found.name):
        section = importlib.import_module(f"{papers_bench.__name__}.{module.name}")
        for line in section.lines(rounds * SCENES_A_ROUND):
            print(line, flush=True)
    return True

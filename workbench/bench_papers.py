"""`./run bench papers`: what the terminal makes of photographs: pages found, judged, read, shown, and the cost."""

from workbench.papers_bench import finder, judging, preview, reading

SCENES_A_ROUND = 4  # of each class


def papers(rounds: int) -> bool:
    """Prints one table a section; True when every goal that a section has is met."""
    for line in finder.lines(rounds * SCENES_A_ROUND):
        print(line, flush=True)
    return all([judging.judging(rounds), reading.reading(rounds), preview.preview()])

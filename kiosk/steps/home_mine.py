"""What is known of the signed-in person at this terminal."""

from dataclasses import dataclass, field

from kiosk.cases import CaseRow
from kiosk.custody.words import BoxRow


@dataclass
class Mine:
    """What is known of the person at this terminal, as `Records.known_of` and custody have it."""

    cases: list[CaseRow] = field(default_factory=list)
    parcels: list[BoxRow] = field(default_factory=list)  # results that wait
    undropped: set[str] = field(default_factory=set)  # barcodes of originals that were not left here yet

    @property
    def owing(self) -> list[CaseRow]:
        """Cases that wait for their originals."""
        return [case for case in self.cases if case.parcel in self.undropped]

    @property
    def asking(self) -> list[CaseRow]:
        """Cases that an office wants corrected."""
        return [case for case in self.cases if case.correction is not None]

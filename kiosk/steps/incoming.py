"""Pages of one material that came from elsewhere than the camera, and wait in memory to be kept or thrown away."""

from kiosk.asked import catalogue_of
from kiosk.papers.quality import Advice
from kiosk.shot import Shot, Wanted
from kiosk.step import Here, Next
from kiosk.visit import CapturedPage


class Incoming:
    """For the material `application.incoming_for`; no more pages than it takes."""

    def __init__(self) -> None:
        self.shots: list[Shot] = []
        self.too_many = False  # more came than the material takes; the others were not kept

    @property
    def advice(self) -> Advice | None:
        """What is wrong with the first page that is not good."""
        return next((shot.advice for shot in self.shots if shot.advice), None)

    @property
    def good(self) -> bool:
        """Pages are there and nothing is wrong with any."""
        return bool(self.shots) and self.advice is None

    @property
    def thumbs(self) -> list[str]:
        """Names of the small pictures."""
        return [f"incoming/{index}/{shot.number}" for index, shot in enumerate(self.shots)]

    def room(self, here: Here) -> int:
        """How many pages more the material takes."""
        application = here.visit.application
        most = catalogue_of(here).materials[application.incoming_for].pages_max
        return most - len(application.pages.get(application.incoming_for, [])) - len(self.shots)

    def wanted(self, here: Here) -> Wanted:
        """What the next page should be."""
        application = here.visit.application
        material = catalogue_of(here).materials[application.incoming_for]
        kept = [page.picture for page in application.pages.get(material.id, [])]
        waiting = [shot.page for shot in self.shots if shot.page is not None]
        return Wanted(material.id, [*kept, *waiting], material.spec.background or "")

    def take_in(self, shots: list[Shot], here: Here) -> None:
        """Keep what there is room for."""
        room = max(0, self.room(here))
        self.too_many = len(shots) > room
        self.shots += shots[:room]
        here.visit.images["incoming"] = [shot.thumb for shot in self.shots]

    def clear(self, here: Here) -> None:
        """Throw them away."""
        self.shots, self.too_many = [], False
        here.visit.images.pop("incoming", None)

    def accept(self, here: Here) -> Next:
        """Give them to the material."""
        application = here.visit.application
        pages = application.pages.setdefault(application.incoming_for, [])
        for shot in self.shots:
            # Kept on purpose, also without a page found in it.
            page = CapturedPage(shot.picture, shot.thumb, shot.advice.value if shot.advice else "")
            here.terminal.reading.begin(page)
            pages.append(page)
        return Next()

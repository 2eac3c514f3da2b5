"""Closed lists of the hall in the words of the page. Source texts are English; the rest lies in `locale/`."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from contract.covered import WAY_TEXT, Way
from contract.form import ORIGIN_TEXT, Origin
from contract.life import STATE_TEXT, CaseState
from contract.prereview import VERDICT_TEXT, VerdictKind
from contract.scope import district_name
from contract.source import SOURCE_TEXT, Source
from contract.task import TASK_TEXT, TaskState
from contract.text import Language
from hall.console.worded import worded_by

ROLES = {
    "system": later("System"),
    "applicant": later("Applicant"),
    "acceptor": later("Acceptor"),
    "approver": later("Approver"),
    "issuer": later("Issuer"),
    "supervisor": later("Supervisor"),
    "courier": later("Courier"),
    "technician": later("Technician"),
    "auditor": later("Auditor"),
    "station": later("Station staff"),
    "agent": later("Agent"),
}
STATES = {
    "received": later("To be accepted"),
    "awaiting_paper": later("Paper on its way"),
    "to_correct": later("With the resident to correct"),
    "not_accepted": later("Not accepted"),
    "accepted": later("To be decided"),
    "granted": later("Granted, to be sealed"),
    "refused": later("Refused, to be sealed"),
    "packed": later("Sealed, to be loaded"),
    "in_locker": later("In the locker"),
    "collected": later("Collected"),
    "closed": later("Closed"),
    "withdrawn": later("Withdrawn"),
}
ACTORS = {
    "applicant": later("Applicant"),
    "resident": later("Resident"),
    "system": later("System"),
    "operator": later("Operator"),
}
DEVICES = {
    "console": later("Console"),
    "hall": later("hall"),
    "api": later("Interface"),
    "server": later("Server"),
    "terminal": later("Terminal"),
}
STAGES = {
    "draft": later("Draft"),
    "checked": later("Checked"),
    "published": later("Published"),
    "dropped": later("Given up"),
}
EDITION_EVENTS = {
    "drafted": later("Drafted"),
    "checked": later("Checked"),
    "published": later("Published"),
    "dropped": later("Given up"),
}
ACTIONS = {
    "submitted": later("Application handed in at the terminal"),
    "received": later("Received"),
    "taken_at_counter": later("Taken at the counter; the officer witnessed it"),
    "material_stored": later("Material arrived"),
    "paper_stored": later("Material arrived"),
    "accepted": later("Accepted"),
    "not_accepted": later("Not accepted"),
    "correction_asked": later("Correction asked for"),
    "correction_lapsed": later("Not corrected in time: counts as withdrawn"),
    "task_working": later("Begun by its department"),
    "task_dropped": later("Stopped: what it stands on was not granted"),
    "task_granted": later("Granted by its department"),
    "task_refused": later("Refused by its department"),
    "task_lapsed": later("Not corrected in time: counts as withdrawn"),
    "issued_as_ready": later("Results are issued as they are ready"),
    "packed_part": later("A part of the results sealed"),
    "suspended": later("Special procedure begun: the clock stands still"),
    "resumed": later("Special procedure over: the clock runs on"),
    "form_printed": later("Department's form printed"),
    "granted": later("Granted"),
    "refused": later("Refused"),
    "packed": later("Result sealed"),
    "rated": later("Rated by the resident"),
    "closed": later("Closed"),
    "withdrawn": later("Withdrawn"),
    "urged": later("Urged by a supervisor"),
    "sent_back": later("Sent back by the district it was sent on to"),
    "ruled": later("The city has settled which district handles it"),
    "looked_up": later("Fact looked up at its source"),
    "look_up_settled": later("Fact settled by a person"),
    "record_disputed": later("The resident says that the source's record is wrong"),
    "letter_written": later("Official letter to the source"),
    "slot_closed": later("Paper not needed: closed without it"),
    "certificate_issued": later("E-certificate put into the library"),
    "parcel_in_doubt": later("Parcel in doubt"),
    "corrected": later("Corrected hand-in received"),
    "awaiting_paper": later("Waiting for the paper originals"),
    "code_shown": later("Pick-up code shown to an officer"),
    "originals_dropped": later("Originals put into the locker"),
    "originals_handed_in": later("Originals handed over at the counter"),
    "originals_collected": later("Originals collected by the courier"),
    "originals_arrived": later("Originals arrived at the mail room"),
    "originals_drop_undone": later("Door shut too soon: drop taken back, opened once more"),
    "originals_reclaimed": later("Originals taken back by the resident"),
    "originals_recovered": later("Originals taken out by staff"),
    "originals_missing": later("Originals missing"),
    "originals_disputed": later("Originals disputed"),
    "result_handed_out": later("Result handed to the courier"),
    "result_loaded": later("Result put into the locker"),
    "result_taken": later("Result taken by the resident"),
    "result_take_undone": later("Door shut too soon: pick-up taken back, opened once more"),
    "result_recovered": later("Result taken out by staff"),
    "result_missing": later("Result missing"),
    "result_disputed": later("Result disputed"),
    "result_given": later("Result given to the resident at the window"),
    "originals_given": later("Originals given back to the resident at the window"),
    "proxy_named": later("A proxy was named"),
    "reminded": later("Resident reminded to collect"),
    "kept_too_long": later("Not collected in time: back to the street window"),
    "courier_late": later("Courier has not delivered by the cut-off"),
}
HOLDERS = {
    "resident": later("Resident"),
    "box": later("Locker"),
    "courier": later("Courier"),
    "mail_room": later("Mail room"),
    "department": later("Department"),
    "issuing_desk": later("Issuing desk"),
    "staff": later("Staff"),
    "counter": later("Counter's desk"),
}
CHANNELS = {
    "terminal": later("Terminal"),
    "counter": later("Counter"),
    "web": later("Web, finished at the counter"),
}
SEEN = {
    "id_card": later("Resident identity card"),
    "social_card": later("Social-security card"),
    "permit": later("Residence permit of a foreigner, or of Hong Kong, Macao or Taiwan"),
    "passport": later("Passport"),
    "other": later("Something else, which the officer answers for"),
}
EVENTS = {
    "dropped": later("Put in by the resident"),
    "collected": later("Collected by the courier"),
    "arrived": later("Scanned in at the mail room"),
    "packed": later("Sealed at the issuing desk"),
    "handed_out": later("Handed to the courier"),
    "loaded": later("Put into the locker"),
    "taken": later("Taken by the resident"),
    "drop_undone": later("Drop taken back: the door shut too soon"),
    "take_undone": later("Pick-up taken back: the door shut too soon"),
    "reclaimed": later("Taken back by the resident"),
    "recovered": later("Taken out by staff"),
    "given": later("Given to the resident at the window"),
    "missing": later("Found missing"),
    "disputed": later("Disputed"),
    "handed_in": later("Handed over at the counter"),
}
DOOR_ALARMS = {
    "uncommanded_opening": later("Opened without a command"),
    "left_ajar": later("Left open"),
    "shut_again": later("Shut again"),
}
FLEET_EVENTS = {
    "planned": later("Planned; a code was made"),
    "planned_again": later("A new code was made"),
    "enrolled": later("Let in with its code"),
    "revoked": later("Shut out"),
}
LEVELS = {
    "note": later("Note"),
    "person_needed": later("Look"),
    "fix": later("Correct"),
    "not_for_you": later("Not met"),
}
STANDINGS = {
    "planned": later("Planned, not yet let in"),
    "online": later("Online"),
    "late": later("Not heard for 10 minutes"),
    "silent": later("Not heard for a day"),
    "revoked": later("Shut out"),
}
NOTICES = {
    "in_locker": later("Result in the locker"),
    "to_correct": later("Correction needed"),
    "not_accepted": later("Answer waiting"),
    "lapsed": later("Not corrected in time"),
    "suspended": later("Special procedure begun"),
    "resumed": later("Special procedure over"),
    "taken_back": later("Result taken back"),
    "reclaimed": later("Originals taken back, case withdrawn"),
    "reclaimed_late": later("Originals taken back, case goes on"),
    "in_locker_card": later("Identity document in the locker"),
    "reminder": later("Reminder to collect"),
    "kept_too_long": later("Not collected in time"),
    "delayed": later("Delivery is late"),
    "sent_back": later("Districts disagree, the city settles it"),
    "ruled": later("The city has settled who handles it"),
}
LOOK_UP_ANSWERS = {
    "yes": later("As stated"),
    "no": later("Another record"),
    "no_record": later("No record"),
    "ambiguous": later("Several people"),
    "source_unavailable": later("Source does not answer"),
}
LOOK_UP_FAULTS = {
    "unreachable": later("Nobody answers there"),
    "slow": later("No answer in time"),
    "status": later("The source reports a fault of its own"),
    "garbage": later("The answer cannot be read"),
    "contradictory": later("The answer contradicts the question or itself"),
    "not_connected": later("The source is not connected"),
}
SIZES = {"S": later("Small"), "M": later("Medium"), "L": later("Large")}
KEYS = {
    "state": later("state"),
    "holder": later("holder"),
    "parcel": later("parcel"),
    "number": later("number"),
    "verdict": later("pre-review"),
    "reasons": later("reasons"),
    "accepted_by": later("accepted by"),
    "accepted_at": later("accepted at"),
    "decided_by": later("decided by"),
    "decided_at": later("decided at"),
    "promised_by": later("promised by"),
    "legal_by": later("legal limit"),
    "item": later("service"),
    "task": later("task"),
    "district": later("district"),
    "items": later("services"),
    "as_ready": later("issued as ready"),
    "promise_note": later("note on the promise"),
    "rating": later("rating"),
    "claim": later("claim"),
    "material": later("material"),
    "pdf_sha256": later("fingerprint"),
    "source": later("source"),
    "question": later("question"),
    "answer": later("answer"),
    "reference": later("reference"),
    "way": later("closed by"),
    "channel": later("came by"),
    "witness": later("witnessed by"),
    "seen": later("document seen"),
}


def language() -> Language:
    """The language of the page as the contract names it."""
    return Language.EN if (get_language() or "").startswith("en") else Language.ZH


def _from(table: dict[str, str], key: str) -> str:
    """The word, or the key itself: a story may hold words of a newer version, and hiding them would be worse."""
    return _(table[key]) if key in table else key


def role(key: str) -> str:
    """A role."""
    return _from(ROLES, key)


def state(key: str) -> str:
    """A case's state as the desks call it: whose move it is."""
    return _from(STATES, key)


def task(key: str) -> str:
    """Where one task stands."""
    return TASK_TEXT[TaskState(key)].in_(language()) if key in set(TaskState) else key


def actor(key: str) -> str:
    """Who did something; officers and staff stand under their own sign-in name or number."""
    return _from(ACTORS, key)


def device(key: str) -> str:
    """Where something was done: a terminal stands under its id."""
    return _from(DEVICES, key)


def action(key: str) -> str:
    """A line of a case's story."""
    return _from(ACTIONS, key)


def holder(key: str) -> str:
    """Who has a parcel."""
    return _from(HOLDERS, key)


def event(key: str) -> str:
    """What happened to a parcel."""
    return _from(EVENTS, key)


def origin(key: str) -> str:
    """Where an answer came from."""
    return ORIGIN_TEXT[Origin(key)].in_(language()) if key in set(Origin) else key


def verdict(key: str) -> str:
    """A pre-review verdict."""
    return VERDICT_TEXT[VerdictKind(key)].in_(language()) if key in set(VerdictKind) else key


def level(key: str) -> str:
    """How much a finding weighs."""
    return _from(LEVELS, key)


def channel(key: str) -> str:
    """Where a case was begun."""
    return _from(CHANNELS, key)


def seen(key: str) -> str:
    """By what an officer at a counter knew the person."""
    return _from(SEEN, key)


def standing(key: str) -> str:
    """Where a terminal stands."""
    return _from(STANDINGS, key)


def delivery(key: str) -> str:
    """How the result reaches the resident, as the form's own choice says it."""
    channel = worded_by().fields.get("out.channel")
    option = channel.option(key) if channel else None
    return option.label.in_(language()) if option else key


def fleet_event(key: str) -> str:
    """What happened to a terminal's standing."""
    return _from(FLEET_EVENTS, key)


def stage(key: str) -> str:
    """Where an edition of the catalogue stands."""
    return _from(STAGES, key)


def edition_event(key: str) -> str:
    """What was done to an edition."""
    return _from(EDITION_EVENTS, key)


def door_alarm(key: str) -> str:
    """What a terminal told of one of its doors."""
    return _from(DOOR_ALARMS, key)


def notice(key: str) -> str:
    """Why a notice was sent."""
    return _from(NOTICES, key)


def look_up_answer(key: str) -> str:
    """What a source said."""
    return _from(LOOK_UP_ANSWERS, key)


def look_up_fault(key: str) -> str:
    """Why a source said nothing."""
    return _from(LOOK_UP_FAULTS, key)


def size(key: str) -> str:
    """A compartment size."""
    return _from(SIZES, key)


def key(name: str) -> str:
    """The name of a value in a story's before and after."""
    return _from(KEYS, name)


def value(name: str, content: Any) -> str:
    """A value in a story's before and after; states and holders in words."""
    if name == "state" and content in set(CaseState):
        return STATE_TEXT[CaseState(content)].in_(language())
    if name == "task":
        return task(str(content))
    if name == "verdict":
        return verdict(str(content))
    if name == "district":
        return district_name(str(content)).in_(language()) if content else "–"
    if name == "holder":
        return holder(str(content))
    if name == "channel":
        return channel(str(content))
    if name == "seen":
        return seen(str(content))
    if name == "material":
        known = worded_by().materials.get(str(content))
        return known.title.in_(language()) if known else str(content)
    if name == "answer":
        return look_up_answer(str(content))
    if name == "source" and content in set(Source):
        return SOURCE_TEXT[Source(content)].in_(language())
    if name == "way" and content in set(Way):
        return WAY_TEXT[Way(content)].in_(language())
    if content in (None, "", []):
        return "–"
    if name.endswith("_at"):
        return f"{localtime(datetime.fromisoformat(content)):%Y-%m-%d %H:%M:%S}"
    return ", ".join(map(str, content)) if isinstance(content, list) else str(content)

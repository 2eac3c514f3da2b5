"""What a department calls the canonical fields on its own form; stands in the item's file and has its version."""

import pydantic

from contract.part import Part
from contract.text import Text


class Mapped(Part):
    """One field as a department has it. `codes`: its code of each option; `date_format`: of `date.strftime`."""

    name: str
    label: Text | None = None
    codes: dict[str, str] = pydantic.Field(default_factory=dict)
    date_format: str | None = None


class DepartmentForm(Part):
    """A department's form: its title, and the fields it knows by another name, label, code or format."""

    title: Text | None = None
    fields: dict[str, Mapped] = pydantic.Field(default_factory=dict)

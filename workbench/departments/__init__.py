"""The departments that hold facts, as the hall meets them: HTTP services of their own (domain 2.2)."""

from workbench.departments.server import Behaviour, SimulatedDepartment, sources_file

__all__ = ["Behaviour", "SimulatedDepartment", "sources_file"]

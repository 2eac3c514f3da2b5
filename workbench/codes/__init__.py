"""The simulated code reader."""

from workbench.codes.scanner import Fault, SimulatedCodeScanner

__all__ = ["Fault", "SimulatedCodeScanner"]

"""The technician's tool, `python -m drivers.locker`: one file a command, for a plain terminal over ssh."""

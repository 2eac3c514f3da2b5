"""The workbench's panel: a window to play with everything around one terminal, by clicks."""

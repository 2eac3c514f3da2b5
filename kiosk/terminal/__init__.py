"""The terminal without a screen, one file a part; `terminal.py` puts them together."""

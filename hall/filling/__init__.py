"""Filling a hall with believable cases, to see how it looks and how fast it is at a city's size."""

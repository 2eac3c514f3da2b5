"""A day of a city, replayed at speed: real outboxes of many terminals before real processes of the hall."""

"""The terminal's durable outbox: what it promised to deliver, sealed, in one SQLite file, until the hall has it."""

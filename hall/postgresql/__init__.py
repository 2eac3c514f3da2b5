"""The framework's PostgreSQL, with one question less a request; named by `hall.settings`."""

"""Measuring the offline queue: against bare SQLite and four other queues, over loopback, over a link that breaks."""

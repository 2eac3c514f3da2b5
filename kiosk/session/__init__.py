"""What drives the visits: the session, the trail of steps it is on, and the short message at the bottom."""

"""Who holds which parcel, and which door may open for whom: every fact on disk before it is shown (rules 4 and 9)."""

"""The far side of the city: what departments and districts publish."""

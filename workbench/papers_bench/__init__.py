"""Sections of `./run bench papers`: each module has `lines(per_class)` that measures and yields its table's lines."""

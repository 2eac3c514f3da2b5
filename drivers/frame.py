"""Frames give bytes a shape: declared as rows of fields, decoded and encoded purely.

A frame never reads a port and never waits; it says how many bytes it used, and 0 means "more, please".
"""

from drivers.fields import Check, Field, Length, Literal, Value, Values

MORE = 0
SLIDE = 1


class Frame:
    """A row of fields under a name; at most one of them may vary in length."""

    def __init__(self, name: str, *fields: Field) -> None:
        if sum(field.least != field.most for field in fields) > 1:
            raise ValueError(f"frame {name}: two fields of varying length cannot be told apart")
        self.name = name
        self.fields = fields
        self.least = sum(field.least for field in fields)
        self.most = sum(field.most for field in fields)
        self._length: Length | None = None
        self._length_at = 0
        for field in fields:
            if isinstance(field, Length):
                self._length = field
            if self._length or field.least != field.most:
                break
            self._length_at += field.least

    @property
    def checked(self) -> bool:
        """Whether the frame carries a checksum at all."""
        return any(isinstance(field, Check) for field in self.fields)

    def encode(self, values: Values) -> bytes:
        """Bytes of the frame; raises ValueError when a value is missing or out of bounds."""
        total = self.least
        for field in self.fields:
            if field.least != field.most:
                total += len(field.build(values, b"", 0)) - field.least
        data = b""
        for field in self.fields:
            data += field.build(values, data, total)
        return data

    def decode(self, data: bytes, *, ended: bool = False) -> tuple[Values | None, int]:
        """The frame at the start of `data` and its length; (None, MORE) or (None, SLIDE) when there is none.

        A frame that announces its length is complete there. Of several lengths that would fit another one, the
        longest wins, so it is complete only at its greatest length or when `ended` says that nothing more is
        coming (the line went quiet).
        """
        least, most = self._bounds(data)
        if len(data) < most and not ended:
            return None, MORE if least <= most and self._may_begin(data, most) else SLIDE
        for length in range(min(most, len(data)), least - 1, -1):
            values = self._parsed(data[:length])
            if values is not None:
                return values, length
        return None, SLIDE

    def _bounds(self, data: bytes) -> tuple[int, int]:
        """Shortest and longest that the frame can be, given how it begins; (1, 0) where it cannot be."""
        if self._length is None or len(data) <= self._length_at:
            return self.least, self.most
        announced = data[self._length_at] + self._length.less
        return (announced, announced) if self.least <= announced <= self.most else (1, 0)

    def _may_begin(self, data: bytes, total: int) -> bool:
        """False when the fields of fixed place that are already there contradict the frame."""
        at = 0
        for field in self.fields:
            if field.least != field.most:
                return True
            part = data[at : at + field.least]
            if len(part) < field.least:
                return not isinstance(field, Literal) or field.data.startswith(part)
            if field.parse(part, data[:at], total) is None:
                return False
            at += field.least
        return True

    def _parsed(self, data: bytes) -> Values | None:
        spare = len(data) - self.least
        at = 0
        values: dict[str, Value] = {}
        for field in self.fields:
            width = field.least + (spare if field.most > field.least else 0)
            found = field.parse(data[at : at + width], data[:at], len(data))
            if found is None:
                return None
            values.update(found)
            at += width
        return values

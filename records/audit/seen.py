"""Which numbers were met already, in little memory where they come nearly in order."""

from __future__ import annotations

from bisect import bisect_right


class Seen:
    """A set of whole numbers, kept as the ranges that they fill."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, number: int) -> bool:
        """Take a number in; False when it was there already."""
        starts, ends = self._starts, self._ends
        if ends and number == ends[-1] + 1:  # as nearly always
            ends[-1] = number
            return True
        place = bisect_right(starts, number)
        if place and number <= ends[place - 1]:
            return False
        joins_left = place > 0 and ends[place - 1] + 1 == number
        joins_right = place < len(starts) and starts[place] == number + 1
        if joins_left and joins_right:
            ends[place - 1] = ends.pop(place)
            starts.pop(place)
        elif joins_left:
            ends[place - 1] = number
        elif joins_right:
            starts[place] = number
        else:
            starts.insert(place, number)
            ends.insert(place, number)
        return True

    def ranges(self) -> list[tuple[int, int]]:
        """First and last of each range, in order."""
        return list(zip(self._starts, self._ends, strict=True))

"""The matrix is the same to the bit, however the last digits of a sum came about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.catalogue import columns
from features.compute import assemble


def test_last_digits_do_not_move_a_value_that_lies_between_two_roundings() -> None:
    name = next(column.name for column in columns() if column.around is None)
    around = pd.DataFrame({"person_id": ["a"], "kind": ["phone"], "others": [1.0]})
    for edge in (0.6359375, 0.6046875, 0.0078125, 2.5 / 64):
        found = [
            assemble(pd.DataFrame({"person_id": ["a"], name: [value]}), around)
            for value in (edge, np.nextafter(edge, 0), np.nextafter(edge, 1), edge - 3e-16)
        ]
        assert all(each.equals(found[0]) for each in found)


def test_whole_numbers_stay_whole() -> None:
    name = next(column.name for column in columns() if column.around is None)
    around = pd.DataFrame({"person_id": ["a"], "kind": ["phone"], "others": [3.0]})
    for value in (0.0, 1.0, 400.0, -7.0, 12_000_000.0):
        assert assemble(pd.DataFrame({"person_id": ["a"], name: [value]}), around)[name].iloc[0] == value

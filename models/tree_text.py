"""LightGBM's text models, checked number by number before LightGBM sees them.

LightGBM trusts its own text: an index out of range reads or writes outside its arrays. So only the text that our
training writes passes: one class, binary objective, numeric splits, plain leaves, every tree a proper binary tree.
Whatever else the format could hold (categories, linear leaves, names of files) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.refusal import ModelRefused, refusal

LONGEST_TEXT = 2**24
MOST_TREES, MOST_LEAVES, MOST_COLUMNS = 2_000, 256, 5_000
LARGEST_COUNT = 2**31 - 1

_HEADER = {
    "version": "v4",
    "num_class": "1",
    "num_tree_per_iteration": "1",
    "label_index": "0",
    "max_feature_idx": None,
    "objective": "binary sigmoid:1",
    "feature_names": None,
    "feature_infos": None,
    "tree_sizes": None,
}
_TREE = (
    "num_leaves",
    "num_cat",
    "split_feature",
    "split_gain",
    "threshold",
    "decision_type",
    "left_child",
    "right_child",
    "leaf_value",
    "leaf_weight",
    "leaf_count",
    "internal_value",
    "internal_weight",
    "internal_count",
    "is_linear",
    "shrinkage",
)
_DECISIONS = frozenset({"0", "2", "4", "6", "8", "10"})
"""Bit 0 would be a category; bit 1 is the default side, bits 2 and 3 how an absent value is told."""

_NUMBER = r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:e[+-][0-9]{1,3})?"
_REAL = re.compile(_NUMBER)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})")
_NAME = re.compile(r"[A-Za-z0-9_]{1,100}")
_INFO = re.compile(rf"none|\[{_NUMBER}:{_NUMBER}\]")
_TAIL = re.compile(
    r"end of trees\n\nfeature_importances:\n(?:[A-Za-z0-9_]{1,100}=[0-9]{1,10}\n)*"
    r"\nparameters:\n((?:\[[a-z0-9_]{1,60}: [A-Za-z0-9_.+-]{0,60}\]\n)*)\nend of parameters\n"
    r"\npandas_categorical:(?:null|\[\])\n?"
)
_NAMES_A_PLACE = re.compile(
    r"\[(?:data|valid|machines|[a-z0-9_]*(?:file|filename|model|result|output|input|dir|path)): [^\]]"
)


def check(text: bytes, columns: Sequence[str]) -> None:
    """Whether a booster over these columns may be handed to LightGBM; raises ModelRefused."""
    if len(text) > LONGEST_TEXT or not 1 <= len(columns) <= MOST_COLUMNS or not text.isascii():
        raise _refused("size")
    if len(set(columns)) != len(columns) or not all(map(_NAME.fullmatch, columns)):
        raise _refused("column name")
    head, _, rest = text.decode("ascii").partition("\n\n")
    at = 0
    for number, size in enumerate(_header(head, columns)):
        _tree(rest[at : at + size], number, len(columns))
        at += size
    tail = _TAIL.fullmatch(rest[at:])
    if tail is None or _NAMES_A_PLACE.search(tail[1]):
        raise _refused("tail")


def _header(head: str, columns: Sequence[str]) -> list[int]:
    """The sizes that the header declares for the trees."""
    mark, *lines = head.split("\n")
    told = _pairs(lines, tuple(_HEADER))
    fixed = {name: value for name, value in _HEADER.items() if value is not None}
    infos = told["feature_infos"].split(" ")
    if (
        mark != "tree"
        or {name: told[name] for name in fixed} != fixed
        or told["max_feature_idx"] != str(len(columns) - 1)
        or told["feature_names"] != " ".join(columns)
        or len(infos) != len(columns)
        or not all(map(_INFO.fullmatch, infos))
    ):
        raise _refused("header")
    sizes = _integers(told["tree_sizes"], None, 1, LONGEST_TEXT)
    if not 1 <= len(sizes) <= MOST_TREES:
        raise _refused("number of trees")
    return sizes


def _tree(block: str, number: int, columns: int) -> None:
    mark, *lines = block.split("\n")
    if mark != f"Tree={number}" or lines[-3:] != ["", "", ""]:
        raise _refused("tree size")
    told = _pairs(lines[:-3], _TREE)
    (leaves,) = _integers(told["num_leaves"], 1, 1, MOST_LEAVES)
    if (told["num_cat"], told["is_linear"]) != ("0", "0"):
        raise _refused("kind of tree")
    splits = leaves - 1
    _integers(told["split_feature"], splits, 0, columns - 1)
    left = _integers(told["left_child"], splits, -leaves, splits - 1)
    right = _integers(told["right_child"], splits, -leaves, splits - 1)
    if not set(_words(told["decision_type"], splits)) <= _DECISIONS:
        raise _refused("decision type")
    _integers(told["leaf_count"], leaves, 0, LARGEST_COUNT)
    _integers(told["internal_count"], splits, 0, LARGEST_COUNT)
    for name in ("split_gain", "internal_value", "internal_weight"):
        _reals(told[name], splits)
    # A split between present and absent values has a threshold beyond all numbers.
    _reals(told["threshold"].replace("inf", "0"), splits)
    _reals(told["leaf_value"], leaves)
    _reals(told["leaf_weight"], leaves if splits else 0)
    _reals(told["shrinkage"], 1)
    _proper(left, right, leaves)


def _proper(left: Sequence[int], right: Sequence[int], leaves: int) -> None:
    """Every split but the root and every leaf (written -1 - leaf) has exactly one parent, and none is a loop."""
    splits = leaves - 1
    if not splits:
        return
    seen, open_splits = set(), [0]
    while open_splits:
        split = open_splits.pop()
        for child in (left[split], right[split]):
            if child in seen or child == 0:
                raise _refused("shape of a tree")
            seen.add(child)
            if child > 0:
                open_splits.append(child)
    if len(seen) != splits - 1 + leaves:
        raise _refused("shape of a tree")


def _pairs(lines: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """``name=value`` lines with exactly these names in this order."""
    pairs = [line.partition("=")[::2] for line in lines]
    if tuple(name for name, _ in pairs) != tuple(names):
        raise _refused("lines")
    return dict(pairs)


def _words(value: str, count: int | None) -> list[str]:
    words = value.split(" ") if value else []
    if count is not None and len(words) != count:
        raise _refused("number of values")
    return words


def _integers(value: str, count: int | None, least: int, most: int) -> list[int]:
    words = _words(value, count)
    if not all(map(_INTEGER.fullmatch, words)):
        raise _refused("integer")
    numbers = [int(word) for word in words]
    if numbers and not least <= min(numbers) <= max(numbers) <= most:
        raise _refused("range")
    return numbers


def _reals(value: str, count: int) -> None:
    """Finite numbers; "nan", "inf" and hexadecimal never match, and a larger exponent than a double has is none."""
    words = _words(value, count)
    if not all(map(_REAL.fullmatch, words)) or not all(abs(float(word)) <= 1e300 for word in words):
        raise _refused("number")


def _refused(what: str) -> ModelRefused:
    return refusal(f"pohon tidak sah ({what})", f"invalid trees ({what})")

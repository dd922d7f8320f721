"""igraph's randomness under a seed of ours."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import igraph


@contextmanager
def randomness(seed: int) -> Iterator[None]:
    """Let igraph draw from a generator of our own, and give it back Python's afterwards."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311  (layout of a search, no secret)
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)

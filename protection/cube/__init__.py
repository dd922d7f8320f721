"""Statistics that protect: figures of a year that has ended, released once, from one protected cube.

What may be asked is declared (``protection.cube.dimensions``), what would tell of a few people is not told
(``protection.cube.protecting``), and pages and downloads read the same frozen release (``protection.cube.releasing``),
so that nothing follows from comparing two of them.
"""

"""``suluh doctor``: look at an installation from outside, and tell what is wrong and what to do."""

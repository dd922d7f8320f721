"""The desk of a one-stop service: who is there today, whose registration it is, what was noted on paper meanwhile."""

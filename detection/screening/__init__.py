"""Screening: one registration at a desk, judged by the same linkage, ties, features and model as the nightly run."""

"""A second verifier of the audit, written from ``docs/audit-format.md`` alone and apart from the first.

Two programs that were written by different hands seldom share a mistake: what both find sound, is. This folder
imports nothing of Suluh, only Python 3.11 and ``cryptography``. Another agency can copy it anywhere and run
``python -m witness EXPORT --heads FILE … --key FILE …`` beside it.
"""

"""Direktori layanan: who helps where, with what, when and in which language; and the calls after a return."""

from __future__ import annotations

from protection.directory.fitting import Fitting, fitting

__all__ = ["Fitting", "fitting"]

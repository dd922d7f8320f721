"""Under continuous integration (``CI`` is set) a skipped test counts as failed: nothing passes unseen.

One reason is let through: what only root can do is left out by name where an ordinary user runs the tests.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

ONLY_ROOT = "only root"
"""How the reason of such a skip begins."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test into a failure."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure."""
    report = yield
    _refuse(report)
    return report


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not (report.skipped and os.environ.get("CI")):
        return
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    if ONLY_ROOT in reason and os.geteuid() != 0:
        return
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was skipped, and CI forbids it: {reason}"

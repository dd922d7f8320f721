"""A skip fails under CI, and only there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "a test": 'import pytest\n@pytest.mark.skip(reason="no browser here")\ndef test_one(): pass\n',
    "a module": 'import pytest\npytest.importorskip("no_such_module")\ndef test_one(): pass\n',
}
HARMLESS = {
    "nothing": "def test_one(): pass\n",
    "a known fault": 'import pytest\n@pytest.mark.xfail(reason="known", strict=True)\ndef test_one(): assert False\n',
}


def outcome(folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(text)
    outside = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no_skips", "--rootdir", folder, folder],
        env={
            **outside,
            "PYTHONPATH": str(Path(__file__).parent),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("skipped", SKIPS)
def test_a_skip_fails_under_ci_and_is_told(skipped: str, tmp_path: Path) -> None:
    refused = outcome(tmp_path, SKIPS[skipped], CI="true")
    assert refused.returncode != 0
    assert "CI forbids it" in refused.stdout
    assert outcome(tmp_path, SKIPS[skipped]).returncode in {0, 5}  # 5: nothing was left to run


@pytest.mark.parametrize("harmless", HARMLESS)
def test_what_is_no_skip_passes_under_ci(harmless: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, HARMLESS[harmless], CI="true").returncode == 0

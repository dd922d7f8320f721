"""Read files one after another in a process with little memory, and tell as JSON what became of each.

Called with the memory (bytes beyond what the libraries take) and the CPU seconds that each file may have; the paths
come on standard input. A file that takes more ends the process, and is then the first one without an answer.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path

import openpyxl  # noqa: F401  (loaded before memory is counted, as in a service that runs)
import pyarrow.parquet  # noqa: F401

from records.errors import InputRefused
from sources.reading import Fault, read
from sources.reasons import REASON_BY_CODE


def outcome(path: Path) -> dict[str, object]:
    faults, good = [], []
    try:
        for row in read(path):
            if isinstance(row, Fault):
                words = REASON_BY_CODE[row.reason]
                assert words.text_id
                assert words.text_en
                json.dumps(row.raw)
                faults.append((row.number, row.reason))
            else:
                good.append((row.number, row.values.get("nik")))
    except InputRefused as refusal:
        return {"refused": [refusal.text_id, refusal.text_en]}
    return {"faults": faults, "good": good}


def main() -> None:
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        found = outcome(Path(line.rstrip("\n")))
        status = Path("/proc/self/status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
        print(json.dumps(found | {"peak_mb": peak}), flush=True)


if __name__ == "__main__":
    main()

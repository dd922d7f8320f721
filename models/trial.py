"""The first parse of a model's trees, in a child process with little memory, little time and nothing else.

The child has no settings, no secrets and no files of ours: an empty environment, no core dump, nothing it may write.
It answers with a digest of what the trees say about made-up rows; the parent, which parses afterwards, must find
the same.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
from collections.abc import Sequence

import numpy as np

from models.refusal import refusal

MEMORY, CPU_SECONDS, WALL_SECONDS = 2 * 2**30, 30, 60
ROWS = 32
_NOT_NEEDED = ("pandas", "sklearn", "matplotlib", "pyarrow")
_QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def try_out(texts: Sequence[bytes], memory: int = MEMORY) -> str:
    """Parse the boosters in a child and give its answer; raises ModelRefused where the child does not come back."""
    command = [sys.executable, "-I", "-m", "models.trial", str(memory)]
    sent = b"".join(len(text).to_bytes(4, "big") + text for text in texts)
    try:
        done = subprocess.run(  # noqa: S603  (this interpreter, this module)
            command, input=sent, capture_output=True, env=_QUIET, timeout=WALL_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise refusal(
            "tidak selesai dibaca dalam batas memori dan waktu",
            "it could not be read within memory and time",
        ) from error
    return done.stdout.decode("ascii")


def answer(texts: Sequence[bytes]) -> str:
    """What the trees say about the made-up rows, as a digest of the exact numbers."""
    import lightgbm  # noqa: PLC0415  (the child limits itself before LightGBM loads)

    digest = hashlib.sha256()
    for text in texts:
        booster = lightgbm.Booster(model_str=text.decode("ascii"))
        digest.update(booster.predict(_rows(booster.num_feature()), raw_score=True, num_threads=1).tobytes())
    return digest.hexdigest()


def _rows(columns: int) -> np.ndarray:
    draw = np.random.default_rng(0)
    rows = draw.normal(scale=10.0 ** draw.integers(-2, 4, (ROWS, columns)))
    rows[draw.random(rows.shape) < 0.2] = np.nan
    return rows


def _limit(memory: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _main() -> None:
    _limit(int(sys.argv[1]))
    for name in _NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment]  # LightGBM does without what it cannot import
    sent, texts, at = sys.stdin.buffer.read(), [], 0
    while at < len(sent):
        length = int.from_bytes(sent[at : at + 4], "big")
        texts.append(sent[at + 4 : at + 4 + length])
        at += 4 + length
    sys.stdout.write(answer(texts))


if __name__ == "__main__":
    _main()

from __future__ import annotations

import hashlib
import io
import json
import pickle
import random
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import joblib
import lightgbm
import numpy as np
import pandas as pd
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from models import bundle, forest, signing, tree_text, trial
from models.calibration import Calibration, calibrate
from models.evaluation import evaluate
from models.forest import grow
from models.refusal import ModelRefused
from models.risk import Model, Points, Risk, version_of

DIGEST = hashlib.sha256(b"made-up data").hexdigest()
ANA, BUDI, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
TRUSTED = {"ana": ANA.public_key(), "budi": BUDI.public_key()}
DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def matrix() -> pd.DataFrame:
    draw = np.random.default_rng(5)
    rows = pd.DataFrame(draw.normal(size=(400, 5)).astype("float32"), columns=list("abcde"))
    rows.loc[:39, "a"] += 2.5
    rows.loc[draw.random(400) < 0.2, "b"] = np.nan
    return rows


@pytest.fixture(scope="module")
def risk(matrix: pd.DataFrame) -> Risk:
    """A small learned model for one target, and declared points for the other."""
    positive = np.arange(400) < 40
    group = np.array([f"case{n % 10}" if n < 40 else f"person{n}" for n in range(400)], dtype=object)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forest, "ROUNDS", 12)
        grown, held_out = grow(matrix, positive, group, np.ones(400), seed=3, threads=1)
    calibration = calibrate(held_out, positive, np.ones(400))
    figures = evaluate(calibration.probability(held_out), positive, group)
    models = {
        "tppo": Model("tppo", grown, calibration, figures, 40),
        "non_procedural": Model("non_procedural", Points(), Calibration(1.0, 0.0, 1.0), None, 3),
    }
    return Risk(DAY, models, version_of(models, DAY))


@pytest.fixture(scope="module")
def whole(risk: Risk, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A bundle that Ana signed, and then Budi."""
    path = tmp_path_factory.mktemp("bundle") / "risk.model"
    bundle.write(path, risk, DIGEST, [ANA])
    bundle.countersign(path, BUDI, TRUSTED)
    return path.read_bytes()


@pytest.fixture
def path(whole: bytes, tmp_path: Path) -> Path:
    """The bundle as a file of the test's own."""
    (tmp_path / "risk.model").write_bytes(whole)
    return tmp_path / "risk.model"


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on every parser of a model file is a failure of the test."""

    def parsed(*_: object, **__: object) -> None:
        raise AssertionError("a parser was called before the file was verified")

    monkeypatch.setattr(signing, "TypeAdapter", parsed)
    monkeypatch.setattr(bundle, "TypeAdapter", parsed)
    monkeypatch.setattr(tree_text, "check", parsed)
    monkeypatch.setattr(trial, "try_out", parsed)
    monkeypatch.setattr(trial, "answer", parsed)
    monkeypatch.setattr(lightgbm, "Booster", parsed)


def refused(path: Path, content: bytes, match: str = "", needed: int = 2) -> None:
    path.write_bytes(content)
    with pytest.raises(ModelRefused, match=match):
        bundle.load(path, TRUSTED, needed)


def parts_of(path: Path) -> tuple[signing.Manifest, dict[str, bytes]]:
    verified = signing.verify(path.read_bytes(), TRUSTED, 2)
    return verified.manifest, verified.parts


def resealed(
    path: Path, change: Callable[[dict[str, bytes]], object], keys: Sequence[Ed25519PrivateKey] = (ANA, BUDI)
) -> bytes:
    """The bundle with changed parts, honestly signed: what two insiders, or two deceived persons, could make."""
    manifest, parts = parts_of(path)
    change(parts)
    return signing.seal(replace(manifest, parts=signing.describe(parts)), parts, keys)


def test_a_round_trip_gives_scores_reasons_and_figures_equal_to_the_bit(
    path: Path, risk: Risk, matrix: pd.DataFrame
) -> None:
    loaded = bundle.load(path, TRUSTED)
    assert (loaded.signers, loaded.data_digest) == (("ana", "budi"), DIGEST)
    assert (loaded.risk.version, loaded.risk.trained_as_of) == (risk.version, risk.trained_as_of)
    names = pd.DataFrame(0.0, matrix.index, list(Points().points))
    rows = pd.concat([matrix, names], axis=1)
    for target, model in risk.models.items():
        again = loaded.risk.models[target]
        assert again.probability(rows).tobytes() == model.probability(rows).tobytes()
        assert again.scorer.raw(rows).tobytes() == model.scorer.raw(rows).tobytes()
        pd.testing.assert_frame_equal(
            again.scorer.contributions(rows), model.scorer.contributions(rows), check_exact=True
        )
    before, after = risk.models["tppo"].evaluation, loaded.risk.models["tppo"].evaluation
    assert before
    assert after
    assert (after.people, after.found, after.auc) == (before.people, before.found, before.auc)
    pd.testing.assert_frame_equal(after.at_capacity, before.at_capacity, check_exact=True)
    pd.testing.assert_frame_equal(after.reliability, before.reliability, check_exact=True)
    assert loaded.risk.models["non_procedural"].evaluation is None


@given(st.floats(1e-3, 50), st.floats(-50, 50), st.floats(0.05, 1))
@settings(max_examples=50)
def test_every_calibration_comes_back_to_the_bit(slope: float, intercept: float, frequency: float) -> None:
    model = Model("tppo", Points(), Calibration(slope, intercept, frequency), None, 1)
    written = bundle._json(bundle._card(model, 0))
    assert bundle._read_card({"tppo.json": written}, "tppo").calibration == model.calibration


def test_the_same_model_gives_the_same_bytes(path: Path, risk: Risk, tmp_path: Path) -> None:
    bundle.write(tmp_path / "again", risk, DIGEST, [ANA, BUDI])  # one after the other, or both at once
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


@pytest.mark.usefixtures("no_parser")
def test_a_thousand_mutants_are_all_refused_before_any_parser_sees_them(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flips, cuts, insertions, swaps. A part's own bytes are under the manifest, which then must be read."""
    _, manifest, _ = signing._split(whole)
    told = signing.Manifest(**json.loads(manifest))
    told = replace(told, parts=tuple(signing.Part(**part) for part in json.loads(manifest)["parts"]))
    # A manifest is read where two trusted persons have signed exactly it, and nowhere else.
    monkeypatch.setattr(signing, "_manifest", lambda written: told if written == manifest else 1 / 0)
    draw = random.Random(20260105)  # noqa: S311  (test data, no secret)
    count = 0
    while count < 1000:
        if (mutant := _mutant(whole, draw, early=count % 2 == 0)) != whole:
            refused(tmp_path / "mutant", mutant)
            count += 1
    assert signing.verify(whole, TRUSTED, 2).signers == ("ana", "budi")


def _mutant(whole: bytes, draw: random.Random, *, early: bool) -> bytes:
    at, mutant = draw.randrange(1500 if early else len(whole)), bytearray(whole)
    match draw.randrange(6):
        case 0:
            mutant[at] ^= 1 << draw.randrange(8)
        case 1:
            del mutant[at:]
        case 2:
            mutant[at:at] = draw.randbytes(draw.randrange(1, 9))
        case 3:
            del mutant[at : at + draw.randrange(1, 200)]
        case 4:
            mutant += draw.randbytes(draw.randrange(1, 9))
        case _:
            other = draw.randrange(len(whole))
            mutant[at], mutant[other] = mutant[other], mutant[at]
    return bytes(mutant)


class _Runs:
    """A pickle that would write a file when it is read."""

    def __reduce__(self) -> tuple[object, ...]:
        return (exec, ("open('/tmp/suluh-pickle-ran', 'w').write('x')",))


def _zip_bomb(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * 10_000_000)
    return file.getvalue()


def _joblib_file() -> bytes:
    file = io.BytesIO()
    joblib.dump(_Runs(), file)
    return file.getvalue()


HEAD = signing.MARK + b"\2"
FOREIGN: dict[str, bytes] = {
    "nothing": b"",
    "the mark alone": signing.MARK,
    "a mark without signatures": signing.MARK + b"\0\0\0\0\2{}",
    "255 signatures declared": signing.MARK + b"\xff" + b"\0" * 500,
    "a manifest of 4 GB declared": HEAD + b"\0" * 192 + b"\xff\xff\xff\xff{}",
    "signatures of zeros": HEAD + b"\0" * 192 + b"\0\0\0\2{}",
    "signatures of a small-order key": HEAD + (b"\1" + b"\0" * 31 + b"\1" + b"\0" * 63) * 2 + b"\0\0\0\2{}",
    "an empty manifest": HEAD + b"\0" * 192 + b"\0\0\0\0",
    "a pickle": pickle.dumps(_Runs()),
    "an old pickle": pickle.dumps(_Runs(), 0),
    "a joblib file": _joblib_file(),
    "a skops file": _zip_bomb("schema.json"),
    "a nested zip": _zip_bomb("inner.zip"),
    "a numpy file of objects": b"\x93NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
    "a YAML constructor": b"!!python/object/apply:os.system ['true']",
    "a LightGBM text": b"tree\nversion=v4\nnum_class=1\n",
    "a LightGBM text with a child out of range": b"tree\nTree=0\nnum_leaves=2\nleft_child=99999\n",
    "JSON of great depth": b"[" * 100_000,
    "a signature list cut off": HEAD + b"\0" * 100,
    "an older mark": b"suluh-model/0\n" + b"\2" + b"\0" * 300,
    "a manifest longer than the file": HEAD + b"\0" * 192 + struct.pack(">I", 5000) + b"{}",
}


@pytest.mark.usefixtures("no_parser")
@pytest.mark.parametrize("crafted", FOREIGN.values(), ids=FOREIGN)
def test_a_crafted_file_without_our_signatures_is_refused_before_any_parser(
    tmp_path: Path, crafted: bytes
) -> None:
    refused(tmp_path / "crafted", crafted)
    assert not Path("/tmp/suluh-pickle-ran").exists()  # noqa: S108


@pytest.mark.usefixtures("no_parser")
@pytest.mark.parametrize(
    ("keys", "match"),
    [
        ([ANA], "2 signatures"),
        ([ANA, ANA], "twice"),
        ([ANA, STRANGER], "unknown"),
        ([STRANGER, Ed25519PrivateKey.generate()], "unknown"),
        ([ANA, BUDI, STRANGER], "unknown"),
    ],
)
def test_two_different_trusted_persons_must_have_signed(
    risk: Risk, tmp_path: Path, keys: list[Ed25519PrivateKey], match: str
) -> None:
    bundle.write(tmp_path / "m", risk, DIGEST, keys)
    refused(tmp_path / "m", (tmp_path / "m").read_bytes(), match)


@pytest.mark.usefixtures("no_parser")
def test_signatures_of_another_bundle_are_refused(risk: Risk, tmp_path: Path) -> None:
    bundle.write(tmp_path / "one", risk, DIGEST, [ANA, BUDI])
    bundle.write(tmp_path / "other", risk, "0" * 64, [ANA, BUDI])
    one, other = ((tmp_path / name).read_bytes() for name in ("one", "other"))
    end = len(signing.MARK) + 1 + 2 * 96
    refused(tmp_path / "m", other[:end] + one[end:], "does not match")
    ana_twice = one[: len(HEAD) + 96] + one[len(HEAD) : len(HEAD) + 96] + one[end:]
    refused(tmp_path / "m", ana_twice, "twice")
    with_budis_key = one[: len(HEAD)] + BUDI.public_key().public_bytes_raw() + one[len(HEAD) + 32 :]
    refused(tmp_path / "m", with_budis_key, "does not match")


def test_a_key_that_stands_for_two_persons_is_a_fault_of_the_settings(path: Path) -> None:
    with pytest.raises(ValueError, match="two persons"):
        bundle.load(path, {"ana": ANA.public_key(), "juga ana": ANA.public_key()})


def test_a_signature_over_the_manifest_alone_does_not_count(path: Path) -> None:
    """The mark is signed too, so that no other document that a person signed can pass for a model."""
    sealed = path.read_bytes()
    _, manifest, body = signing._split(sealed)
    bare = [key.public_key().public_bytes_raw() + key.sign(manifest) for key in (ANA, BUDI)]
    refused(path, signing._join(manifest, body, bare), "does not match")


def test_parts_that_were_swapped_changed_or_left_out_are_refused(path: Path) -> None:
    manifest, parts = parts_of(path)
    whole = path.read_bytes()
    first, second = parts["tppo-00.txt"], parts["tppo-01.txt"]
    refused(path, whole.replace(first, b"\0" * len(first)).replace(second, first), "signed|size")
    refused(path, whole.replace(parts["tppo.json"], parts["tppo.json"].replace(b"40", b"41")), "signed")
    refused(path, whole[: -len(parts["tppo-11.txt"])], "size")
    signed_but_swapped = dict(zip(parts, reversed(parts.values()), strict=True))
    sealed = signing.seal(
        replace(manifest, parts=signing.describe(signed_but_swapped)), signed_but_swapped, [ANA, BUDI]
    )
    refused(path, sealed)


def test_a_folder_a_link_and_a_huge_file_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    for place in (path.parent, link, path.with_name("absent"), Path("/dev/zero")):
        with pytest.raises(ModelRefused):
            bundle.load(place, TRUSTED)
    monkeypatch.setattr(signing, "LARGEST_FILE", 1000)
    with pytest.raises(ModelRefused, match="too large"):
        bundle.load(path, TRUSTED)


def test_nobody_countersigns_what_nobody_trusted_has_signed(risk: Risk, tmp_path: Path) -> None:
    bundle.write(tmp_path / "m", risk, DIGEST, [STRANGER])
    with pytest.raises(ModelRefused, match="unknown"):
        bundle.countersign(tmp_path / "m", BUDI, TRUSTED)
    bundle.write(tmp_path / "m", risk, DIGEST, [ANA])
    before = (tmp_path / "m").read_bytes()
    for key, match in ((ANA, "twice"), (STRANGER, "unknown")):
        with pytest.raises(ModelRefused, match=match):
            bundle.countersign(tmp_path / "m", key, TRUSTED)
    assert (tmp_path / "m").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["m"]


def _line(name: str, value: str, tree: int = 1) -> Callable[[str], str]:
    """The text with another value on the ``name=`` line of a tree; the declared tree sizes are made to fit."""

    def change(text: str) -> str:
        head, _, rest = text.partition(f"Tree={tree}\n")
        block, mark, tail = rest.partition("\n\n\n")
        lines = [f"{name}={value}" if line.startswith(f"{name}=") else line for line in block.split("\n")]
        changed = "\n".join(lines)
        sizes = head.partition("tree_sizes=")[2].partition("\n")[0].split(" ")
        told = " ".join(
            [*sizes[:tree], str(int(sizes[tree]) + len(changed) - len(block)), *sizes[tree + 1 :]]
        )
        return head.replace(" ".join(sizes), told) + f"Tree={tree}\n" + changed + mark + tail

    return change


def _first(name: str, value: str) -> Callable[[str], str]:
    """The text with another first value on a tree's line."""

    def change(text: str) -> str:
        _, _, rest = text.partition("Tree=1\n")
        line = next(line for line in rest.split("\n") if line.startswith(f"{name}="))
        return _line(name, " ".join([value, *line.partition("=")[2].split(" ")[1:]]))(text)

    return change


def _swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


CRAFTED: dict[str, Callable[[str], str]] = {
    "a left child out of range": _first("left_child", "1000000"),
    "a left child far below": _first("left_child", "-1000000"),
    "a right child that is the root": _first("right_child", "0"),
    "children that loop": lambda text: _line("right_child", "1 1 1")(
        _line("left_child", "1 1 1")(_line("num_leaves", "4")(text))
    ),
    "a leaf with two parents": _first("right_child", "-1"),
    "a child index beyond 32 bits": _first("left_child", "4294967297"),
    "a column out of range": _first("split_feature", "5"),
    "a negative column": _first("split_feature", "-1"),
    "a category": _first("decision_type", "1"),
    "categories declared": _line("num_cat", "1"),
    "a category boundary": _line("num_cat", "0\ncat_boundaries=0 99999\ncat_threshold=1"),
    "linear leaves": _line("is_linear", "1"),
    "a great number of leaves": _line("num_leaves", "2000000000"),
    "no leaves": _line("num_leaves", "0"),
    "leaves without values": _line("leaf_value", ""),
    "a value too many": _first("leaf_value", "0.5 0.5"),
    "a leaf that is no number": _first("leaf_value", "nan"),
    "a leaf without end": _first("leaf_value", "inf"),
    "a leaf beyond doubles": _first("leaf_value", "1e999"),
    "a hexadecimal threshold": _first("threshold", "0x1p3"),
    "a negative count": _first("leaf_count", "-1"),
    "a count beyond 32 bits": _first("leaf_count", "99999999999"),
    "a wrong tree size": _swap("tree_sizes=", "tree_sizes=9"),
    "a negative tree size": _swap("tree_sizes=", "tree_sizes=-"),
    "a tree size of gigabytes": _swap("tree_sizes=", "tree_sizes=4000000000 "),
    "no tree sizes": lambda text: text.replace(
        "tree_sizes=" + text.partition("tree_sizes=")[2].partition("\n")[0], "tree_sizes="
    ),
    "more columns than named": _swap("max_feature_idx=4", "max_feature_idx=400000"),
    "other columns": _swap("feature_names=a b", "feature_names=b a"),
    "many classes": _swap("num_class=1", "num_class=1000000"),
    "many trees a round": _swap("num_tree_per_iteration=1", "num_tree_per_iteration=7"),
    "another objective": _swap("objective=binary sigmoid:1", "objective=binary sigmoid:1e308"),
    "averaged output": _swap("objective=", "average_output\nobjective="),
    "another version": _swap("version=v4", "version=v9"),
    "a header line twice": _swap("num_class=1", "num_class=1\nnum_class=1"),
    "a tree twice": _swap("Tree=1", "Tree=0"),
    "a parameter that names a file": _swap("[data: ]", "[data: etc-passwd]"),
    "a file of forced splits": _swap("[forcedsplits_filename: ]", "[forcedsplits_filename: x.json]"),
    "a parameter with a path": _swap("[metric: binary_logloss]", "[metric: ../../etc/passwd]"),
    "categories for pandas": _swap("pandas_categorical:null", "pandas_categorical:[[1, 2]]"),
    "something after the end": lambda text: text + "\nTree=99\n",
    "letters outside ASCII": _swap("binary_logloss", "binary_l\u00f6gloss"),
}


@pytest.mark.parametrize("craft", CRAFTED.values(), ids=CRAFTED)
def test_a_crafted_tree_is_refused_even_when_two_persons_signed_it(
    path: Path, craft: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("try_out", "answer"):
        monkeypatch.setattr(trial, name, lambda *_: pytest.fail("LightGBM saw the text"))

    def change(parts: dict[str, bytes]) -> None:
        text = parts["tppo-00.txt"].decode()
        assert craft(text) != text
        parts["tppo-00.txt"] = craft(text).encode()

    refused(path, resealed(path, change), "invalid trees")


CARDS: dict[str, Callable[[dict[str, object]], object]] = {
    "a calibration that is no number": lambda card: card["calibration"].update(slope=float("nan")),
    "a number written as text": lambda card: card.update(positives="40"),
    "a field that we do not write": lambda card: card.update(path="/etc/passwd"),
    "a million boosters": lambda card: card.update(boosters=10**6),
    "neither trees nor points": lambda card: card.update(boosters=0),
    "a column in two places": lambda card: card.update(columns=["a", "a", "c", "d", "e"]),
    "tables of uneven length": lambda card: card["figures"]["at_capacity"].update(people=[1]),
}


@pytest.mark.parametrize("craft", CARDS.values(), ids=CARDS)
def test_a_crafted_description_is_refused_even_when_two_persons_signed_it(
    path: Path, craft: Callable[[dict[str, object]], object]
) -> None:
    def change(parts: dict[str, bytes]) -> None:
        card = json.loads(parts["tppo.json"])
        craft(card)
        parts["tppo.json"] = json.dumps(card, separators=(",", ":")).encode()

    refused(path, resealed(path, change))


@pytest.mark.parametrize("depth", [b"[" * 100_000, b'{"a":' * 50_000, b"", b"\xff", b"null"])
def test_a_description_that_is_no_description_is_refused(path: Path, depth: bytes) -> None:
    refused(path, resealed(path, lambda parts: parts.update({"tppo.json": depth})), "description")


def test_another_model_under_a_known_version_is_refused(path: Path) -> None:
    """Honest trees in another order score alike, but are not the version that was looked at."""

    def change(parts: dict[str, bytes]) -> None:
        parts["tppo-00.txt"], parts["tppo-01.txt"] = parts["tppo-01.txt"], parts["tppo-00.txt"]

    refused(path, resealed(path, change), "version")


def test_a_part_too_many_is_refused(path: Path) -> None:
    refused(path, resealed(path, lambda parts: parts.update({"extra.txt": b"x"})), "do not fit")


def test_trees_that_kill_their_reader_kill_the_child_alone(path: Path) -> None:
    """The planted fault is a text that the checks would have refused, given to the child as it is."""
    text = parts_of(path)[1]["tppo-00.txt"].decode()
    with pytest.raises(ModelRefused, match="memory and time"):
        trial.try_out([_first("left_child", "100000000")(text).encode()])


def test_the_child_gets_no_more_memory_than_it_may_have(path: Path) -> None:
    texts = [part for name, part in parts_of(path)[1].items() if name.endswith(".txt")]
    assert trial.try_out(texts) == trial.answer(texts)
    with pytest.raises(ModelRefused, match="memory and time"):
        trial.try_out(texts, memory=64 * 2**20)


def test_a_child_that_reads_other_trees_than_we_do_is_noticed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "try_out", lambda _: "0" * 64)
    with pytest.raises(ModelRefused, match="differ"):
        bundle.load(path, TRUSTED)


def test_the_check_knows_every_tree_that_training_writes(matrix: pd.DataFrame) -> None:
    """Deep and shallow trees, a column without spread, and a tree of a single leaf."""
    label = (np.arange(400) < 40).astype(int)
    for data, leaves in ((matrix, 2), (matrix, 31), (matrix * 1e30, 7), (matrix * 0, 7)):
        parameters = forest.PARAMETERS | {"num_leaves": leaves, "num_threads": 1, "max_depth": 6}
        booster = lightgbm.train(parameters, lightgbm.Dataset(data, label), 5)
        tree_text.check(booster.model_to_string().encode(), list("abcde"))

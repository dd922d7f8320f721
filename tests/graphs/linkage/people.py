"""Small stories about who is who, each about people of its own: one run of linkage settles them all."""

from __future__ import annotations

from dataclasses import dataclass

from crowd import PLACES, nik, row

Row = dict[str, object]


@dataclass(frozen=True)
class Story:
    """Rows, and how many persons they are."""

    says: str
    rows: tuple[Row, ...]
    persons: int

    @property
    def records(self) -> list[str]:
        return [f"{told['feed']}/{told['key']}" for told in self.rows]


class Person:
    """Someone with an own birth date, NIK, phone and home; ``number`` tells people apart."""

    def __init__(self, number: int, name: str, born: str | None = None, regency: str = "5203") -> None:
        self.number, self.name, self.regency = number, name, regency
        self.born = born or f"19{70 + number % 29}-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
        self.nik = nik(regency, self.born, 9000 + number)
        self.phone = f"0877{number:07d}"
        self.passport_no = f"X{number:07d}"
        self._count = 0

    def row(self, feed: str, name: str | None = None, **changes: str | None) -> Row:
        """A clean row of a registration or passport, or a bare one of another feed, with these changes."""
        self._count += 1
        fields: dict[str, str | None] = {}
        if feed in ("registrations", "passports"):
            fields |= {"nik": self.nik, "birth_date": self.born, "phone": self.phone}
            fields |= {"birth_place": PLACES[self.regency], "regency_code": self.regency}
        if feed == "passports":
            fields["passport_no"] = self.passport_no
        return row(feed, f"{self.number}-{self._count}", name or self.name, **(fields | changes))


def _spelled(number: int, name: str, other: str) -> Story:
    who = Person(number, name)
    rows = (who.row("registrations"), who.row("passports", other, phone=None))
    return Story(f"{name} and {other} with one NIK are one person", rows, 1)


def _slip(number: int, says: str, born: str, **changes: str | None) -> Story:
    who = Person(number, "Wati Sulastri", born)
    return Story(
        f"{says} does not part one person", (who.row("registrations"), who.row("passports", **changes)), 1
    )


def _stories() -> tuple[Story, ...]:
    rare, mother, daughter = Person(1, "Sarce Tanono"), Person(2, "Wati Sulastri"), Person(3, "Rina Sulastri")
    owner, borrower = Person(4, "Novita Lopo"), Person(5, "Hendrika Bria", regency="5301")
    forgers = [Person(10 + i, name) for i, name in enumerate(("Afliana", "Blandina", "Yumina", "Orance"))]
    here, there = Person(20, "Siti", "1992-05-05"), Person(21, "Siti", "1992-05-05", "5301")
    namesake, holder, renewed = (
        Person(22, "Paulina Fios"),
        Person(23, "Selfina Toto"),
        Person(24, "Agustina Mooy"),
    )
    caller, typed, hidden = Person(25, "Yuliana Bees"), Person(26, "Marthen Ludji"), Person(27, "Tabita Snae")
    transposed = typed.nik[:3] + typed.nik[4] + typed.nik[3] + typed.nik[5:]
    return (
        _spelled(30, "Sumiyem Ratmini", "RATMINI SUMIYEM"),
        _spelled(31, "Sumiyem Ratmini", "Sumiyem Ratimni"),
        _spelled(32, "Sumiyem Ratmini", "Sumiyem"),
        _spelled(33, "Sumiyem Ratmini", "S. Ratmini"),
        _spelled(34, "Moh. Soelaiman", "Muhammad Sulaiman"),
        _spelled(35, "Nurhayati", "Nur Hayati"),
        _slip(40, "a day too late", "1990-03-11", birth_date="1990-03-12"),
        _slip(41, "a wrong year", "1991-04-12", birth_date="1981-04-12"),
        _slip(42, "day and month swapped", "1993-09-07", birth_date="1993-07-09", nik=None),
        Story(
            "a transposed NIK does not part one person",
            (typed.row("registrations"), typed.row("passports", nik=transposed, phone=None)),
            1,
        ),
        Story(
            "a rare name, a birth date and a place are enough without a NIK",
            (rare.row("registrations", nik=None, phone=None), rare.row("passports", nik=None)),
            1,
        ),
        Story(
            "a family that shares a phone stays a family",
            (mother.row("registrations"), daughter.row("registrations", phone=mother.phone)),
            2,
        ),
        Story(
            "a borrowed NIK joins nobody",
            (owner.row("registrations"), borrower.row("passports", nik=owner.nik)),
            2,
        ),
        Story(
            "a forged NIK that serves many joins none of them",
            tuple(one.row("registrations", nik=forgers[0].nik) for one in forgers),
            len(forgers),
        ),
        Story(
            "two people of one single name and one birth date stay two",
            (here.row("registrations"), there.row("passports")),
            2,
        ),
        Story(
            "nor does a departure without a NIK join them",
            (
                here.row("passports", nik=None, passport_no="C0000020"),
                there.row("registrations"),
                here.row("departures", birth_date=here.born, passport_no="C0000020"),
            ),
            2,
        ),
        Story(
            "a complaint that gives only a name stays alone",
            (namesake.row("registrations"), namesake.row("complaints")),
            2,
        ),
        Story(
            "a complaint with a passport number is about its holder, and so is a departure",
            (
                holder.row("passports"),
                holder.row(
                    "complaints", passport_no=f"{holder.passport_no[0].lower()} {holder.passport_no[1:]}"
                ),
                holder.row(
                    "departures", "TOTO SELFINA", birth_date=holder.born, passport_no=holder.passport_no
                ),
            ),
            1,
        ),
        Story(
            "two passports of one person are one person",
            (renewed.row("passports"), renewed.row("passports", passport_no="C0000024", phone=None)),
            1,
        ),
        Story(
            "a finding with a name and the person's own phone finds the person",
            (caller.row("registrations"), caller.row("case_outcomes", phone=caller.phone)),
            1,
        ),
        Story(
            "a passport number typed with a slip still finds the holder of that name",
            (
                hidden.row("passports"),
                hidden.row("departures", birth_date=hidden.born, passport_no=hidden.passport_no[:-1] + "9"),
            ),
            1,
        ),
    )


STORIES = _stories()

"""What is compared between two records, and which pairs are compared at all: declared in two tuples.

Each level has a default m (how often records of one person look so) and u (how often records of two people
do). The defaults serve while there is too little data to estimate them, and for levels never seen in
training. The order of levels matters: the first that holds is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NAME_MACROS = (
    # A letter may stand for a word; a word may carry one slip of typing, a long one two. DuckDB evaluates
    # both sides of an "or" but only the taken branches of a "case"; Jaro-Winkler is the quick sieve (it knows
    # no transposition in a word of three letters).
    """create or replace macro word_alike(a, b) as case
        when a = b then true
        when len(a) = 1 or len(b) = 1 then left(a, 1) = left(b, 1)
        when least(len(a), len(b)) < 3 or len(a) > 3 and jaro_winkler_similarity(a, b) <= 0.7 then false
        else damerau_levenshtein(a, b) <= case when least(len(a), len(b)) >= 8 then 2 else 1 end end""",
    """create or replace macro words_alike(few, many) as
        len(list_filter(few, lambda a: len(list_filter(many, lambda b: word_alike(a, b))) = 0)) = 0""",
    """create or replace macro same_words(l, r) as
        case when len(l) = len(r) then words_alike(l, r) and words_alike(r, l) else false end""",
    # a blank too many or too few: Nurhayati and Nur Hayati
    """create or replace macro same_letters(l, r) as case
        when len(l) < 5 or len(r) < 5 or left(l, 2) != left(r, 2) and right(l, 2) != right(r, 2) then false
        else damerau_levenshtein(l, r) <= 1 end""",
    """create or replace macro words_left_out(l, r) as
        case when len(l) < len(r) then words_alike(l, r)
             when len(l) > len(r) then words_alike(r, l) else false end""",
)


@dataclass(frozen=True)
class Level:
    """One way two values may look: an SQL condition over ``_l`` and ``_r`` columns, and its default chances.

    ``rare`` names the column whose frequency replaces u for the pair at hand: agreeing on a rare value says
    more than agreeing on a common one. ``rare_floor`` is the least u that rareness may give.
    """

    says: str
    when: str
    m: float
    u: float
    rare: str | None = None
    rare_floor: float = 0.0
    fix_u: bool = False


@dataclass(frozen=True)
class Comparison:
    """A field or group of fields; ``missing`` is the condition under which nothing can be said (weight 0)."""

    name: str
    missing: str
    levels: tuple[Level, ...]

    def settings(self) -> dict[str, Any]:
        """The comparison as Splink reads it, with the default chances."""
        empty = {"sql_condition": self.missing, "label_for_charts": "unknown", "is_null_level": True}
        return {
            "output_column_name": self.name,
            "comparison_levels": [empty, *(_level_settings(level) for level in self.levels)],
        }

    def says(self, gamma: int) -> str:
        """What a comparison value of a scored pair means; -1 is missing, higher is closer."""
        return "unknown" if gamma < 0 else self.levels[len(self.levels) - 1 - gamma].says


def _level_settings(level: Level) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "sql_condition": level.when,
        "label_for_charts": level.says,
        "m_probability": level.m,
        "u_probability": level.u,
        "fix_u_probability": level.fix_u,
    }
    if level.rare is not None:
        settings |= {
            "tf_adjustment_column": level.rare,
            "tf_minimum_u_value": level.rare_floor,
            "disable_tf_exact_match_detection": True,
        }
    return settings


# a serial number that differs alone is another person of the district and day, not a slip of typing
_NIK_SLIP = (
    "(left(nik_l, 12) != left(nik_r, 12) and right(nik_l, 4) = right(nik_r, 4)"
    " and damerau_levenshtein(nik_l, nik_r) <= 2"
    " or nik_letters_l = nik_letters_r and damerau_levenshtein(nik_l, nik_r) = 1)"
)

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "name",
        "name_key_l is null or name_key_r is null",
        (
            Level("same name", "name_key_l = name_key_r", 0.70, 0.002, rare="name_key"),
            Level(
                "same words, typed differently",
                "same_words(tokens_l, tokens_r) or same_letters(name_joined_l, name_joined_r)",
                0.14,
                0.0006,
                rare="name_key",
                rare_floor=5e-5,
            ),
            Level(
                "a word left out",
                "list_has_all(tokens_l, tokens_r) or list_has_all(tokens_r, tokens_l)",
                0.11,
                0.01,
                rare="name_words",
                rare_floor=5e-5,
            ),
            Level("a word left out, typed differently", "words_left_out(tokens_l, tokens_r)", 0.02, 0.003),
            Level("one word in common", "list_has_any(tokens_l, tokens_r)", 0.02, 0.06),
            Level("different names", "ELSE", 0.01, 0.92),
        ),
    ),
    Comparison(
        "birth_date",
        "birth_date_l is null or birth_date_r is null",
        (
            Level(
                "same day", "birth_date_l = birth_date_r", 0.96, 0.0001, rare="birth_date", rare_floor=5e-5
            ),
            Level(
                "day and month swapped",
                "left(birth_date_l, 4) = left(birth_date_r, 4)"
                " and substr(birth_date_l, 6, 2) = substr(birth_date_r, 9, 2)"
                " and substr(birth_date_l, 9, 2) = substr(birth_date_r, 6, 2)",
                0.008,
                0.0001,
            ),
            Level(
                "one slip",
                "damerau_levenshtein(birth_date_l, birth_date_r) = 1"
                " or abs(try_cast(birth_date_l as date) - try_cast(birth_date_r as date)) <= 1",
                0.015,
                0.003,
            ),
            Level("different days", "ELSE", 0.017, 0.9968),
        ),
    ),
    Comparison(
        "nik",
        "nik_l is null or nik_r is null",
        (
            Level("same NIK", "nik_l = nik_r", 0.90, 0.00003, rare="nik"),
            # A NIK is made of district, birth day and a serial number: people born on one day have NIKs
            # alike, so that a slip says much only where the birth dates are not compared.
            Level(
                "one slip, birth date unknown",
                f"(birth_date_l is null or birth_date_r is null) and {_NIK_SLIP}",
                0.03,
                0.000003,
                fix_u=True,
            ),
            Level("one slip", _NIK_SLIP, 0.03, 0.0005, fix_u=True),
            Level("different, one of them unsound", "not (nik_sound_l and nik_sound_r)", 0.04, 0.05),
            Level("different", "ELSE", 0.03, 0.95),
        ),
    ),
    Comparison(
        "phone",
        "phone_l is null or phone_r is null",
        (
            Level("same phone", "phone_l = phone_r", 0.75, 0.0001, rare="phone"),
            Level("different phones", "ELSE", 0.25, 0.9999),
        ),
    ),
    Comparison(
        "passport",
        # a renewed passport has another number, so that different numbers say nothing
        "passport_no_l is null or passport_no_r is null or passport_no_l != passport_no_r"
        " and (damerau_levenshtein(passport_no_l, passport_no_r) > 1 or (issued_l and issued_r))",
        (
            Level("same passport", "passport_no_l = passport_no_r", 0.98, 1e-7, fix_u=True),
            Level("one slip", "ELSE", 0.02, 3e-6, fix_u=True),
        ),
    ),
    Comparison(
        "place",
        "birth_place_l is null or birth_place_r is null or regency_code_l is null or regency_code_r is null",
        (
            Level(
                "born and living in the same place",
                "birth_place_l = birth_place_r and regency_code_l = regency_code_r",
                0.80,
                0.025,
                rare="birth_place",
            ),
            Level("born in the same place", "birth_place_l = birth_place_r", 0.15, 0.01, rare="birth_place"),
            Level("living in the same place", "regency_code_l = regency_code_r", 0.02, 0.01),
            Level("same province", "left(regency_code_l, 2) = left(regency_code_r, 2)", 0.02, 0.12),
            Level("other places", "ELSE", 0.01, 0.83),
        ),
    ),
)


@dataclass(frozen=True)
class Blocking:
    """Pairs that agree on these columns are compared; ``each`` is a list column of which one item must agree.

    No rule rests on the name alone: a person is never found by name only.
    """

    on: tuple[str, ...]
    each: str | None = None

    def settings(self) -> dict[str, Any]:
        """The rule as Splink reads it."""
        columns = (*self.on, self.each) if self.each else self.on
        return {
            "blocking_rule": " and ".join(f"l.{column} = r.{column}" for column in columns),
            "arrays_to_explode": [self.each] if self.each else None,
            "sql_dialect": "duckdb",
        }


BLOCKING: tuple[Blocking, ...] = (
    Blocking(("passport_no",)),
    Blocking(("nik",)),
    Blocking(("birth_date", "birth_place")),
    Blocking(("phone", "birth_date")),
    Blocking(("birth_date",), each="tokens"),
    Blocking(("phone",), each="tokens"),
    Blocking(("nik_letters",), each="tokens"),
    Blocking(("passport_no_letters",), each="tokens"),
    Blocking(("birth_date_letters", "name_key")),
    Blocking(("birth_month", "name_key")),
    Blocking(("birth_day", "name_key", "birth_place")),
)

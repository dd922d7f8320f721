"""The functions of the database that run with their owner's rights: the only doors past the application's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definer:
    """One SECURITY DEFINER function, by its name and argument types, and why it needs its owner's rights."""

    signature: str
    why: str


DEFINERS: tuple[Definer, ...] = (
    Definer(
        "audit_write(text,text,bigint,text[],text[])",
        "An entry is written in the name of the transaction's context, and in no other way.",
    ),
    Definer("audit_seal(integer)", "The chain grows by what is committed, and in no other way."),
    Definer(
        "erase_rows(bigint,text,bigint[])",
        "Append-only rows are erased by law alone: with an approval, a tombstone and an entry.",
    ),
    Definer(
        "suluh_holds(text,text)",
        "Whether an account has a role now; a second person's step asks, and others' accounts stay hidden.",
    ),
    Definer(
        "suluh_tied(text,text,interval)",
        "Whether one of two made the other's account or granted the other a role; a second person's step asks.",
    ),
    Definer("suluh_export_number()", "Exports are numbered without gaps, though each sees its own alone."),
    Definer(
        "suluh_may_take(text,text,text[])",
        "Whether an account may be given a piece of work; who assigns sees no other accounts.",
    ),
    Definer("suluh_protected(text[])", "Whether a party is protected may be asked, who is protected not."),
    Definer(
        "suluh_silenced(text,text)",
        "Whether nothing is said of a recruiter; row policies ask, of whom nothing is said stays hidden.",
    ),
)
"""Every such function; ``records.drift`` compares. Each fixes its search_path, and none is open to PUBLIC."""

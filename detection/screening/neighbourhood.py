"""One person's row of the matrix, from their own rows and what the desk's book tells of those around them.

The statements are the batch's own (``expressions``). What they read of everyone is put beside the person's rows:
to the newest registrations those of the same job order and the middle of the same corridor, to the newest documents
those of the same number; after ``thing_oddities`` the sums over the others who share a thing; after ``findings`` and
``mentions`` what was found and reported around.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pyarrow as pa

from detection.screening.book import Book
from detection.screening.expressions import AROUND, MENTIONS, VALUES, Expressions, Session
from detection.screening.others import middle, with_others, without
from detection.screening.rows import OwnRows
from features.compute import assemble
from graphs.linkage.recruiters import MENTION_COLUMNS, resolve_recruiters
from records.days import instant

_OTHERS = pa.schema([("feed", pa.string()), ("key", pa.string()), ("person_id", pa.string())])


def vector(expressions: Expressions, person: OwnRows, book: Book) -> pd.DataFrame:
    """The person's row (one column a feature, as ``features.compute.Snapshot.matrix``); empty for a stranger."""
    with expressions.session() as session:
        for feed, rows in person.feeds.items():
            session.put(f"feed_{feed}", rows)
        session.make(MENTIONS)
        session.put("persons", pa.Table.from_pandas(person.records, _OTHERS, preserve_index=False))
        session.put(
            "recruiters", pa.Table.from_pandas(whose(session.rows(MENTIONS), book), preserve_index=False)
        )
        _share(session, person, book)
        session.make("own_features")
        session.only("own_features", person.person_id)
        values = session.result(VALUES)
        session.make("ties")
        session.only("ties", person.person_id)
        _surround(session, person, book, expressions.as_of)
        return assemble(values, session.result(AROUND))


def _share(session: Session, person: OwnRows, book: Book) -> None:
    """Rows of others on which the person's own numbers depend."""
    mine = person.feeds.get("registrations")
    if mine is None or not mine.num_rows:
        return
    corridors = dict.fromkeys(zip(mine["country"].to_pylist(), mine["position"].to_pylist(), strict=True))
    orders = dict.fromkeys((order,) for order in mine["job_order_no"].to_pylist())
    costs = [
        middle(without(book.find("corridors", [each]), "entity_key", mine["entity_key"]), mine.num_rows)
        for each in corridors
    ]
    usual = pa.concat_tables(costs)
    # The book's corridors are those of its day. A row beside them tells of its cost alone, or of its order alone.
    moment = pa.scalar(instant(book.page.as_of) - timedelta(seconds=1), pa.timestamp("us", tz="UTC"))
    usual = usual.append_column("recorded_at", pa.repeat(moment, usual.num_rows))
    load = without(book.find("job_orders", list(orders)), "entity_key", mine["entity_key"])
    session.make("known_registrations")
    session.put("known_registrations", pa.concat_tables([usual, load], promote_options="default"))
    papers = person.feeds.get("documents")
    if papers is not None:
        numbers = zip(papers["doc_type"].to_pylist(), papers["doc_no"].to_pylist(), strict=True)
        same = without(book.find("document_numbers", list(numbers)), "entity_key", papers["entity_key"])
        owners = same.select(["registration_id", "person_id"]).rename_columns(["key", "person_id"])
        owners = owners.group_by(["key", "person_id"]).aggregate([])
        session.put("persons", owners.append_column("feed", pa.array(["registrations"] * len(owners))))
        session.make("known_documents")
        session.put("known_documents", same.drop_columns("person_id"))


def _surround(session: Session, person: OwnRows, book: Book, as_of: date) -> None:
    """The others who share a thing with the person, and what is known around these things."""
    session.make("thing_oddities")
    own_ties = session.rows("ties")
    things = list(dict.fromkeys(zip(own_ties["kind"], own_ties["thing"], strict=True)))
    persons = [person.person_id, *person.merged]
    tied = book.find("ties", things)
    alone = session.rows("thing_oddities")
    if len(alone):
        everyone = with_others(alone, tied, persons, book, as_of)
        session.replace("thing_oddities", everyone)
    session.put("ties", without(tied, "person_id", pa.array(persons)).select(["person_id", "kind", "thing"]))
    session.make("findings")
    found = without(book.find("found_around", things), "person_id", pa.array(persons))
    found = found.drop_columns(["kind", "thing"])
    session.put("findings", found.group_by(found.schema.names, use_threads=False).aggregate([]))
    # The book has the person's own reports among all; the expressions leave those out.
    session.give("mentions", book.find("mentions", things))
    session.make()


def whose(mentioned: pd.DataFrame, book: Book) -> pd.DataFrame:
    """``feed, key, recruiter_id`` of a person's mentions of recruiters.

    One that stands in the book unchanged keeps its recruiter. Any other is resolved, by the batch's own rules,
    among the mentions that share its phone, its account, or its name with a place or an agency.
    """
    columns = [
        "feed",
        "key",
        *(name for name in MENTION_COLUMNS if name not in ("feed", "key", "recorded_at")),
    ]
    keys = list(zip(mentioned["feed"], mentioned["key"], strict=True))
    held = book.find("recruiters", list(dict.fromkeys(keys))).to_pandas()
    both = mentioned[columns].merge(held[[*columns, "recruiter_id"]], on=columns, how="left")
    new = both["recruiter_id"].isna().to_numpy()
    if new.any():
        near = _near(mentioned[new], book)
        near = near[~pd.MultiIndex.from_frame(near[["feed", "key"]]).isin(keys)]
        known = pd.concat(
            [near, mentioned.assign(recruiter_id=both["recruiter_id"].to_numpy())], ignore_index=True
        )
        group = resolve_recruiters(known[list(MENTION_COLUMNS)]).rename(columns={"recruiter_id": "group"})
        found = known.merge(group, on=["feed", "key"]).sort_values(["recorded_at", "feed", "key"])
        first = (
            found.dropna(subset="recruiter_id").drop_duplicates("group").set_index("group")["recruiter_id"]
        )
        named = found["recruiter_id"].fillna(found["group"].map(first)).fillna(found["group"])
        names = dict(zip(zip(found["feed"], found["key"], strict=True), named, strict=True))
        both["recruiter_id"] = [names[key] for key in keys]
    return both[["feed", "key", "recruiter_id"]]


def _near(mentioned: pd.DataFrame, book: Book) -> pd.DataFrame:
    """The book's mentions that may be of the same recruiters as these, and all of the phones among them."""
    by = {
        "mentioned_phone": ["phone"],
        "mentioned_account": ["account"],
        "mentioned_at": ["name", "regency_code"],
        "mentioned_for": ["name", "license_no"],
    }
    found = [book.find(name, _keys(mentioned, columns)) for name, columns in by.items()]
    near = pa.concat_tables(found).to_pandas()
    phones = [key for key in _keys(near, ["phone"]) if key not in set(_keys(mentioned, ["phone"]))]
    more = book.find("mentioned_phone", phones).to_pandas()
    both: pd.DataFrame = pd.concat([near, more], ignore_index=True)
    return both.drop_duplicates(["feed", "key"])


def _keys(rows: pd.DataFrame, columns: list[str]) -> list[tuple[str | None, ...]]:
    cells = rows[columns].astype(object).where(rows[columns].notna(), None)
    keys: list[tuple[str | None, ...]] = list(dict.fromkeys(cells.itertuples(index=False, name=None)))
    return keys

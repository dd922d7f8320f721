"""An erasure reaches the work, actions, urgent matters and screenings of the erased; recruiters have alerts."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# As in lawful_erasure.REFUSE_CHANGE, with the books that came later.
REFUSE_CHANGE = """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
        IF (TG_OP, TG_TABLE_NAME::text) IN (
            ('UPDATE', 'source_rows'), ('UPDATE', 'alerts'), ('UPDATE', 'attachments'),
            ('UPDATE', 'alert_events'), ('UPDATE', 'screenings'),
            ('DELETE', 'identities'), ('DELETE', 'person_areas'), ('DELETE', 'urgent_evidence')
        ) AND EXISTS (
            SELECT FROM public.erasures
            WHERE transaction = pg_current_xact_id()::text::bigint AND erased_at = transaction_timestamp()
        ) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$
"""

# The tombstones are written before the rows lose their names. What was written about one person alone opens no more;
# of what is about many, the person's rows are struck. What nobody can be found for any more is closed.
STRIKE = """
    CREATE FUNCTION strike_what_was_done() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone text[];
        persons text[];
        works bigint[];
        mark text;
        at timestamptz := transaction_timestamp();
    BEGIN
        SELECT array_agg(DISTINCT r.feed || ':' || r.entity_key), 'erased:' || min(t.erasure_id)
        INTO gone, mark
        FROM arrived AS t JOIN public.source_rows AS r ON r.sequence = t.id WHERE t.holder = 'source_rows';
        IF gone IS NULL THEN
            RETURN NULL;
        END IF;
        SELECT coalesce(array_agg(DISTINCT i.person_id), '{}') INTO persons
        FROM public.identities AS i WHERE i.feed || ':' || i.entity_key = ANY (gone);
        SELECT coalesce(array_agg(w.work_id), '{}') INTO works
        FROM public.alert_work AS w WHERE w.kind = 'person' AND w.refs && gone;

        DELETE FROM public.row_keys AS k WHERE k.holder = 'alert_events' AND k.id IN (
            SELECT e.event_id FROM public.alert_events AS e WHERE e.work_id = ANY (works)
        );
        UPDATE public.alert_events AS e
        SET evidence = coalesce(strike_refs(e.evidence, gone, mark), '{}'),
            before = strike_words(e.before, gone || persons, mark)
        WHERE e.work_id = ANY (works) OR e.evidence && gone OR EXISTS (
            SELECT FROM jsonb_path_query(e.before, '$.**') AS said WHERE said #>> '{}' = ANY (gone || persons)
        );
        UPDATE public.alert_work AS w
        SET subject = mark || '~' || w.work_id, refs = ARRAY[mark], areas = '{}', departs_on = NULL,
            state = CASE WHEN w.state = 'dirujuk' THEN w.state ELSE 'ditutup' END,
            decided_at = coalesce(w.decided_at, at),
            owner = NULL, claimed_until = NULL, snoozed_until = NULL, awaiting = NULL
        WHERE w.work_id = ANY (works);
        UPDATE public.alert_work AS w SET refs = strike_refs(w.refs, gone, mark) WHERE w.refs && gone;

        DELETE FROM public.row_keys AS k WHERE k.holder = 'action_events' AND k.id IN (
            SELECT e.event_id FROM public.action_events AS e JOIN public.actions AS a USING (action_id)
            WHERE a.about = 'person' AND a.refs && gone
        );
        UPDATE public.actions AS a
        SET subject = mark, refs = ARRAY[mark], areas = '{}',
            state = CASE WHEN a.state IN ('planned', 'doing') THEN 'cancelled' ELSE a.state END,
            ended_at = coalesce(a.ended_at, at)
        WHERE a.about = 'person' AND a.refs && gone;
        UPDATE public.actions AS a SET refs = strike_refs(a.refs, gone, mark) WHERE a.refs && gone;

        DELETE FROM public.row_keys AS k WHERE k.holder = 'urgent_items' AND k.id IN (
            SELECT u.item_id FROM public.urgent_items AS u WHERE u.refs && gone
        );
        DELETE FROM public.urgent_evidence AS e
        WHERE e.ref = ANY (gone) OR e.subject = ANY (gone || persons) OR e.item_id IN (
            SELECT u.item_id FROM public.urgent_items AS u WHERE u.refs && gone
        );
        UPDATE public.urgent_items AS u
        SET subject = mark || '~' || u.item_id, refs = ARRAY[mark], areas = '{}',
            seen_at = coalesce(u.seen_at, at), seen_by = coalesce(u.seen_by, 'suluh'),
            closed_at = coalesce(u.closed_at, at), closed_by = coalesce(u.closed_by, 'suluh'),
            closed_as = coalesce(u.closed_as, 'erased')
        WHERE u.refs && gone;

        UPDATE public.screenings AS s SET registration = mark, person_id = mark, particulars = '{}'
        WHERE 'registrations:' || s.registration = ANY (gone) OR s.person_id = ANY (persons);
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """Let the tombstones strike what was done about a person; recruiters have alerts of their own."""
    op.execute(REFUSE_CHANGE)
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_what_was_done FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_what_was_done AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_what_was_done()"
    )
    for table, column, said in (
        ("alerts", "kind", "person, recruiter, network or agency."),
        ("alerts", "subject", "Person id, recruiter id, network id or licence number."),
        ("actions", "about", "person, recruiter, network or agency, as the alert."),
        ("actions", "subject", "Person id, recruiter id, network id or licence, as the alert."),
    ):
        op.execute(f"COMMENT ON COLUMN {table}.{column} IS '{said}'")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError

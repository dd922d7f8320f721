"""The database's own door to erasure, as migration 0010 made it; a change is another migration."""

from __future__ import annotations

# Frozen rows change in one case: in the transaction that has written its erasure, which only the functions
# below can do.
REFUSE_CHANGE = """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
        IF (TG_OP, TG_TABLE_NAME::text) IN (
            ('UPDATE', 'source_rows'), ('UPDATE', 'alerts'), ('UPDATE', 'attachments'),
            ('DELETE', 'identities'), ('DELETE', 'person_areas')
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

# Removes rows from everywhere in the database where they or their keys are named. It sees all rows, whoever
# asked, and gives the context back. ``repeated`` is for a restored backup, whose holds may be those of long ago.
BLANK_ROWS = """
    CREATE FUNCTION blank_rows(approval bigint, ground text, sequences bigint[], repeated boolean) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        role text := current_setting('suluh.role', true);
        body text := current_setting('suluh.body', true);
        gone text[];
        words text[];
        persons text[];
        boxes bigint[];
        number bigint;
        mark text;
    BEGIN
        PERFORM set_config('suluh.role', 'system', true), set_config('suluh.body', '', true);
        PERFORM FROM public.source_rows AS r WHERE r.sequence = ANY (sequences) ORDER BY r.sequence FOR UPDATE;
        SELECT array_agg(DISTINCT r.feed || ':' || r.entity_key),
            array_remove(array_cat(array_agg(DISTINCT r.entity_key), array_cat(
                array_cat(array_agg(DISTINCT r.nik_token), array_agg(DISTINCT r.passport_token)),
                array_cat(array_agg(DISTINCT r.phone_token), array_agg(DISTINCT r.name_token))
            )), NULL)
        INTO gone, words
        FROM public.source_rows AS r
        WHERE r.sequence = ANY (sequences) AND r.known <> '{}';
        IF gone IS NULL THEN
            RAISE EXCEPTION 'none of these rows is there to erase' USING ERRCODE = 'no_data_found';
        END IF;
        IF NOT repeated AND EXISTS (SELECT FROM public.holds WHERE lifted_at IS NULL AND refs && gone) THEN
            RAISE EXCEPTION 'a legal hold stands' USING ERRCODE = 'object_in_use';
        END IF;
        IF NOT repeated AND EXISTS (
            SELECT FROM public.source_rows AS r
            WHERE (r.feed, r.entity_key) IN (
                SELECT f.feed, f.entity_key FROM public.source_rows AS f WHERE f.sequence = ANY (sequences)
            ) AND r.sequence <> ALL (sequences)
        ) THEN
            RAISE EXCEPTION 'a row is erased with all its versions' USING ERRCODE = 'restrict_violation';
        END IF;

        INSERT INTO public.erasures (ground, approval_id, transaction, things)
        SELECT $2, $1, pg_current_xact_id()::text::bigint, count(*)
        FROM public.source_rows AS r WHERE r.sequence = ANY (sequences) AND r.known <> '{}'
        RETURNING erasure_id INTO STRICT number;
        mark := 'erased:' || number;
        INSERT INTO public.tombstones (holder, id, mark, erasure_id)
        SELECT 'source_rows', r.sequence, r.digest, number
        FROM public.source_rows AS r WHERE r.sequence = ANY (sequences) AND r.known <> '{}'
        ON CONFLICT DO NOTHING;
        INSERT INTO public.erased_run_data (run_id, erasure_id, rows)
        SELECT d.run_id, number, count(*)
        FROM public.detection_runs AS d JOIN public.source_rows AS r
            ON r.sequence <= d.data_sequence AND r.recorded_at < (d.as_of::timestamp AT TIME ZONE 'Asia/Jakarta')
        WHERE r.sequence = ANY (sequences) AND r.known <> '{}'
        GROUP BY d.run_id;

        DELETE FROM public.row_keys AS k WHERE k.holder = 'source_rows' AND k.id = ANY (sequences);
        UPDATE public.source_rows AS r
        SET entity_key = 'erased:' || r.sequence, known = '{}', sealed = NULL
        WHERE r.sequence = ANY (sequences) AND r.known <> '{}';

        SELECT array_agg(DISTINCT i.person_id) INTO persons
        FROM public.identities AS i WHERE i.feed || ':' || i.entity_key = ANY (gone);
        DELETE FROM public.identities AS i WHERE i.feed || ':' || i.entity_key = ANY (gone);
        DELETE FROM public.person_areas AS a
        WHERE a.person_id = ANY (persons)
            AND NOT EXISTS (SELECT FROM public.identities AS i WHERE i.person_id = a.person_id);

        UPDATE public.alerts AS a
        SET subject = mark, refs = ARRAY[mark], areas = '{}', statement = jsonb_build_object(
            'reasons', '[]'::jsonb, 'indicators', '[]'::jsonb, 'missing', jsonb_build_array(
                'dihapus menurut hukum, penghapusan nomor ' || number || ' / lawfully erased, erasure number ' || number
            ), 'erased', number
        )
        WHERE a.kind = 'person' AND a.refs && gone;
        UPDATE public.alerts AS a
        SET refs = strike_refs(a.refs, gone, mark), statement = strike_words(a.statement, words, mark)
        WHERE a.refs && gone OR EXISTS (
            SELECT FROM jsonb_path_query(a.statement, '$.**') AS said WHERE said #>> '{}' = ANY (words)
        );

        -- what was handed in about this person alone, and why somebody looked
        SELECT array_agg(b.box_id) INTO boxes
        FROM public.attachments AS a JOIN public.attachment_boxes AS b USING (attachment_id)
        WHERE a.refs <@ gone AND a.refs <> '{}';
        INSERT INTO public.attachment_tombstones (attachment_id, destroyed_by, reason)
        SELECT a.attachment_id, coalesce(current_setting('suluh.who', true), ''),
            CASE ground WHEN 'retensi' THEN 'retention' ELSE 'request' END
        FROM public.attachments AS a WHERE a.refs <@ gone AND a.refs <> '{}'
        ON CONFLICT DO NOTHING;
        DELETE FROM public.row_keys AS k WHERE k.holder = 'attachment_boxes' AND k.id = ANY (boxes);
        DELETE FROM public.attachment_boxes AS b WHERE b.box_id = ANY (boxes);
        UPDATE public.attachments AS a SET refs = strike_refs(a.refs, gone, mark),
            about_ref = CASE WHEN a.about_kind = 'person' AND a.refs <@ gone THEN mark ELSE a.about_ref END
        WHERE a.refs && gone;
        DELETE FROM public.row_keys AS k WHERE k.holder = 'reveals' AND k.id IN (
            SELECT v.reveal_id FROM public.reveals AS v WHERE v.person_id = ANY (persons)
        );

        UPDATE public.subject_requests SET refs = strike_refs(refs, gone, mark) WHERE refs && gone;
        UPDATE public.holds SET refs = strike_refs(refs, gone, mark) WHERE refs && gone;
        UPDATE public.protected_parties SET refs = strike_refs(refs, gone, mark), person_id = NULL WHERE refs && gone;
        UPDATE public.contested_marks SET ref = mark WHERE kind = 'row' AND ref = ANY (gone);
        PERFORM set_config('suluh.role', role, true), set_config('suluh.body', body, true);
        RETURN number;
    END
    $$
"""

STRIKE_REFS = """
    CREATE FUNCTION strike_refs(refs text[], gone text[], mark text) RETURNS text[] LANGUAGE sql IMMUTABLE
    RETURN (
        SELECT array_agg(each ORDER BY nth)
        FROM (
            SELECT CASE WHEN ref = ANY (gone) THEN mark ELSE ref END AS each, min(nth) AS nth
            FROM unnest(refs) WITH ORDINALITY AS given (ref, nth)
            GROUP BY 1
        ) AS kept
    )
"""

STRIKE_WORDS = """
    CREATE FUNCTION strike_words(said jsonb, words text[], mark text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog AS $$
    DECLARE
        told text := said::text;
        word text;
    BEGIN
        FOR word IN
            SELECT DISTINCT each #>> '{}' FROM jsonb_path_query(said, '$.**') AS each
            WHERE each #>> '{}' = ANY (words)
        LOOP
            told := replace(told, to_jsonb(word)::text, to_jsonb(mark)::text);
        END LOOP;
        RETURN told::jsonb;
    END
    $$
"""

# The only door: two people have agreed to exactly these rows, and the act is used in this very transaction.
ERASE_ROWS = """
    CREATE FUNCTION erase_rows(approval bigint, ground text, sequences bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        number bigint;
    BEGIN
        IF NOT approved_to_erase(approval, sequences) THEN
            RAISE EXCEPTION 'two people must have agreed to erase exactly these rows'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        number := blank_rows(approval, ground, sequences, false);
        PERFORM audit_write('erase', 'source_row', cardinality(sequences), ARRAY['erasure/' || number], '{}');
        RETURN number;
    END
    $$
"""

# For the owner, after a backup was restored: what had been erased is erased again, told by its digest.
REPEAT_ERASURE = """
    CREATE FUNCTION repeat_erasure(marks bytea[]) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        sequences bigint[];
        number bigint;
    BEGIN
        SELECT array_agg(r.sequence ORDER BY r.sequence) INTO sequences
        FROM public.source_rows AS r WHERE r.digest = ANY (marks) AND r.known <> '{}';
        IF sequences IS NULL THEN
            RETURN 0;
        END IF;
        number := blank_rows(NULL, 'pemulihan', sequences, true);
        PERFORM audit_write('erase', 'source_row', cardinality(sequences), ARRAY['erasure/' || number], '{}');
        RETURN cardinality(sequences);
    END
    $$
"""

# An approval names the rows by a digest of their numbers, so that it covers them and no others.
APPROVED = """
    CREATE FUNCTION approved_to_erase(approval bigint, sequences bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN suluh_agreed(approval, 'erase', 'row:' || left(
        encode(sha256(convert_to(array_to_string(sequences, ','), 'UTF8')), 'hex'), 32
    ))
"""

FUNCTIONS = (REFUSE_CHANGE, STRIKE_REFS, STRIKE_WORDS, BLANK_ROWS, APPROVED, ERASE_ROWS, REPEAT_ERASURE)
INTERNAL = ("blank_rows", "strike_refs", "strike_words", "approved_to_erase", "repeat_erasure")

"""The database's own rules of the second person, as migration 0009 made them; a change is another migration."""

from __future__ import annotations

# Whether an account has a role at this moment, and whether one of two made the other's account or granted the other
# a role within a time: answers that a second person's step needs, and that tell no more than that.
HOLDS = """
    CREATE FUNCTION suluh_holds(account text, wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM public.account_roles AS r JOIN public.accounts AS a USING (account_id)
        WHERE r.account_id = account AND r.role = wanted AND a.disabled_at IS NULL
            AND r.valid_from <= clock_timestamp() AND (r.valid_to IS NULL OR r.valid_to > clock_timestamp())
    )
"""
TIED = """
    CREATE FUNCTION suluh_tied(one text, other text, within interval) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM public.accounts
        WHERE created_at > clock_timestamp() - within
            AND ((account_id = one AND created_by = other) OR (account_id = other AND created_by = one))
    ) OR EXISTS (
        SELECT FROM public.account_roles
        WHERE granted_at > clock_timestamp() - within
            AND ((account_id = one AND granted_by = other) OR (account_id = other AND granted_by = one))
    )
"""
# Whether an act was agreed to by two, names this, and is being done in this very transaction.
AGREED = """
    CREATE FUNCTION suluh_agreed(approval bigint, wanted text, ref text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM public.approvals AS a JOIN public.approval_steps AS s USING (approval_id)
        WHERE a.approval_id = approval AND a.act = wanted AND ref = ANY (a.refs) AND s.state = 'used'
            AND s.transaction = pg_current_xact_id()::text::bigint
    )
"""
ASK = """
    CREATE FUNCTION approval_asked() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        NEW.asker := coalesce(current_setting('suluh.who', true), '');
        NEW.asker_role := coalesce(current_setting('suluh.role', true), '');
        NEW.purpose := coalesce(current_setting('suluh.purpose', true), '');
        NEW.asked_at := clock_timestamp();
        RETURN NEW;
    END
    $$
"""
# The same rules as records.four_eyes.machine, for whatever comes past it.
STEP = """
    CREATE FUNCTION approval_step() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        request public.approvals;
        since timestamptz;
        others boolean := NEW.state IN ('approved', 'rejected', 'justified', 'unjustified');
        roles text[];
        broken text;
    BEGIN
        NEW.who := coalesce(current_setting('suluh.who', true), '');
        NEW.role := coalesce(current_setting('suluh.role', true), '');
        NEW.at := clock_timestamp();
        NEW.transaction := pg_current_xact_id()::text::bigint;
        SELECT * INTO STRICT request FROM public.approvals WHERE approval_id = NEW.approval_id;
        SELECT at INTO since FROM public.approval_steps
            WHERE approval_id = NEW.approval_id AND state = NEW.came_from;
        roles := CASE
            WHEN NEW.state IN ('approved', 'rejected') THEN request.approves
            WHEN NEW.state IN ('justified', 'unjustified') THEN request.reviews
            WHEN NEW.state IN ('broken', 'forced') THEN request.breaks
            ELSE request.asks
        END;
        broken := CASE
            WHEN others AND NEW.who = request.asker THEN 'own request'
            WHEN NOT others AND NEW.who <> request.asker THEN 'not the asker'
            WHEN others AND suluh_tied(request.asker, NEW.who, request.apart) THEN 'not apart'
            WHEN NEW.role <> ALL (roles) OR NOT suluh_holds(NEW.who, NEW.role) THEN 'role'
            WHEN NEW.state IN ('approved', 'rejected') AND NEW.at >= since + request.waits THEN 'expired'
            WHEN NEW.state IN ('used', 'forced') AND NEW.at >= since + request.lasts THEN 'expired'
        END;
        IF broken IS NOT NULL THEN
            RAISE EXCEPTION 'no second person: %', broken USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END
    $$
"""
# Broken glass is loud whoever wrote the row.
TELL = """
    CREATE FUNCTION approval_told() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        INSERT INTO public.notices (for_role, kind, ref)
        SELECT role, 'glass_broken', 'approval:' || NEW.approval_id
        FROM unnest(ARRAY['data_protection_officer', 'satgas_lead', 'lpsk_custodian']) AS role;
        RETURN NULL;
    END
    $$
"""

# Numbers have no gaps, so that a missing one is missed; whoever asks holds the turn.
EXPORT_NUMBER = """
    CREATE FUNCTION suluh_export_number() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (SELECT coalesce(max(number), 0) + 1 FROM public.exports)
"""

# No step, and so no use of an approval, is committed by a transaction that wrote nothing into the audit.
AUDITED = """
    CREATE FUNCTION approval_audited() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF coalesce(nullif(current_setting('suluh.entries', true), ''), '0')::int = 0 THEN
            RAISE EXCEPTION 'a step without an audit entry' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END
    $$
"""

"""Open a proof of loss while one's own opening of the identity stands: a receipt bears the name of who paid."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

PROOFS = (
    "suluh_program() OR NOT EXISTS (SELECT FROM restitution_items AS i WHERE attachment_boxes.attachment_id = "
    "ANY (i.proofs)) OR EXISTS (SELECT FROM restitution_items AS i JOIN restitution_claims AS c USING (claim_id) "
    "JOIN case_openings AS o USING (case_id) WHERE attachment_boxes.attachment_id = ANY (i.proofs) "
    "AND o.who = suluh_who() AND 'identity' = ANY (o.sections) AND o.until > clock_timestamp())"
)


def upgrade() -> None:
    """The database asks what protection.restitution.proofs asks."""
    op.execute(
        f'CREATE POLICY "proofs" ON attachment_boxes AS RESTRICTIVE FOR SELECT TO PUBLIC USING ({PROOFS})'
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError

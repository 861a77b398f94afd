"""Inbox and outbox are vacuumed by what has gone from them, not by a share of what they hold: the one is large, and of
the other almost nothing stays."""

from alembic import op

revision = "r0004"
down_revision = "r0003"


def upgrade() -> None:
    """Settings of two tables; nothing is rewritten."""
    op.execute(
        "alter table inbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05)"
    )
    op.execute(
        "alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, "
        "autovacuum_vacuum_cost_delay = 0)"
    )

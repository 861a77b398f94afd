"""Inbox, outbox and parked events."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """The runtime's first tables."""
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Text, primary_key=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_index("inbox_handled_at", "inbox", ["handled_at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, sa.Identity(), unique=True, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("aggregatetype", "aggregateid", "type")),
        sa.Column("payload", sa.LargeBinary),
        sa.Column("ce_specversion", sa.Text, server_default="1.0", nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("ce_source", "ce_time", "ce_subject", "ce_dataschema")),
        sa.Column("content_type", sa.Text, server_default="application/json", nullable=False),
        *(sa.Column(name, sa.Text) for name in ("traceparent", "tracestate", "baggage", "dead_letter")),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_index("outbox_created_at", "outbox", ["created_at"])
    op.create_table(
        "parked_event",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("timestamp", sa.BigInteger, nullable=False),
        sa.Column("key", sa.LargeBinary),
        sa.Column("value", sa.LargeBinary),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, server_default="0", nullable=False) for name in ("attempts", "waits", "replays")),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("traceparent", sa.Text),
        sa.Column("parked_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.UniqueConstraint("topic", "partition", "offset", "timestamp", name="parked_event_origin"),
    )
    op.create_index("parked_event_due", "parked_event", ["due_at"], postgresql_where=sa.text("state = 'RETRYING'"))

"""The first tables of observer_service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "observer_0001"
down_revision = None


def upgrade() -> None:
    """As in tables.py."""
    op.create_table(
        "heard_dead_letter",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("parked_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition", "offset"),
    )
    op.create_index("heard_dead_letter_at", "heard_dead_letter", ["at"], unique=False)
    op.create_index("heard_dead_letter_of_order", "heard_dead_letter", ["order_id", "service"], unique=False)
    op.create_index("heard_dead_letter_parked_id", "heard_dead_letter", ["parked_id"], unique=False)
    op.create_table(
        "heard_event",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("trace_id", sa.Text(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("topic", "partition", "offset"),
    )
    op.create_index("heard_event_of_order", "heard_event", ["order_id", "said_at"], unique=False)
    op.create_index(
        "heard_event_said_at",
        "heard_event",
        ["said_at"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": "on"},
    )
    op.create_table(
        "heard_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="UNKNOWN", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("said", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unexpected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index("heard_order_changed_at", "heard_order", ["changed_at"], unique=False)
    op.create_index("heard_order_customer", "heard_order", ["customer_id", "first_at", "order_id"], unique=False)
    op.create_index(
        "heard_order_due_at", "heard_order", ["due_at"], unique=False, postgresql_where=sa.text("due_at is not null")
    )
    op.create_index("heard_order_first_at", "heard_order", ["first_at", "order_id"], unique=False)
    op.create_index("heard_order_last_at", "heard_order", ["last_at"], unique=False)
    op.create_index(
        "heard_order_missing",
        "heard_order",
        ["first_at", "order_id"],
        unique=False,
        postgresql_where=sa.text("missing > 0"),
    )
    op.create_index(
        "heard_order_open",
        "heard_order",
        ["first_at", "order_id"],
        unique=False,
        postgresql_where=sa.text("status in ('PENDING', 'PAID')"),
    )
    op.create_index("heard_order_reason", "heard_order", ["reason", "first_at", "order_id"], unique=False)
    op.create_index("heard_order_status", "heard_order", ["status", "first_at", "order_id"], unique=False)
    op.create_index(
        "heard_order_unexpected",
        "heard_order",
        ["first_at", "order_id"],
        unique=False,
        postgresql_where=sa.text("unexpected > 0"),
    )
    op.create_table(
        "missing_event",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("one_of", sa.Text(), nullable=False),
        sa.Column("after", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "service", "one_of"),
    )
    op.create_index("missing_event_service", "missing_event", ["service", "one_of"], unique=False)
    op.create_index("missing_event_since", "missing_event", ["since", "order_id", "service", "one_of"], unique=False)
    op.create_table(
        "unexpected_event",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "event_id", "kind"),
    )
    op.create_index("unexpected_event_at", "unexpected_event", ["at", "order_id", "event_id", "kind"], unique=False)

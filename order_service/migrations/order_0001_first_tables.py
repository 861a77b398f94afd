"""The first tables of order_service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "order_0001"
down_revision = None


def upgrade() -> None:
    """As in tables.py."""
    op.create_table(
        "idempotency_key",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("body_sha256", sa.Text(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "key"),
    )
    op.create_index(op.f("ix_idempotency_key_used_at"), "idempotency_key", ["used_at"], unique=False)
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="STUB", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("paid", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("shipped", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("items", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=True),
        sa.Column("discount", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("coupon_code", sa.Text(), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index(
        "orders_due", "orders", ["deadline_at"], unique=False, postgresql_where=sa.text("status in ('PENDING', 'PAID')")
    )
    op.create_index("orders_of_customer", "orders", ["customer_id", "created_at", "order_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sku"),
    )

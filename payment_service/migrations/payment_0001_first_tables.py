"""The first tables of payment_service."""

import sqlalchemy as sa
from alembic import op

revision = "payment_0001"
down_revision = None


def upgrade() -> None:
    """As in tables.py."""
    op.create_table(
        "payment",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), server_default="WAITING", nullable=False),
        sa.Column("cancelled", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("reserved", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("applied", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=True),
        sa.Column("discount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("payment_method", sa.Text(), nullable=True),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("refund_reference", sa.Text(), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("order_id"),
    )

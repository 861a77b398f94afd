"""The first tables of discount_service."""

import sqlalchemy as sa
from alembic import op

revision = "discount_0001"
down_revision = None


def upgrade() -> None:
    """As in tables.py."""
    op.create_table(
        "coupon",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("limit", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minimum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("redeemed", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("redeemed >= 0", name="no_number_below_zero"),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "redemption",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="NONE", nullable=False),
        sa.Column("coupon_code", sa.Text(), nullable=True),
        sa.Column("discount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index(op.f("ix_redemption_coupon_code"), "redemption", ["coupon_code"], unique=False)

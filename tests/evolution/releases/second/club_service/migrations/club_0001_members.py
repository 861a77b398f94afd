"""Members."""

import sqlalchemy as sa
from alembic import op

revision = "club_0001"
down_revision = None


def upgrade() -> None:
    """The first table."""
    op.create_table(
        "member",
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("cards", sa.Integer, server_default="0", nullable=False),
    )

"""The outbox knows the span that said each message, so that a sweeper can put it back."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """One more column, which older releases leave empty."""
    op.add_column("outbox", sa.Column("said_by", sa.Text))

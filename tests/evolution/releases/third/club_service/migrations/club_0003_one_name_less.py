"""The name in two columns. Contract: no release that works knows the old column any more."""

from alembic import op

revision = "club_0003"
down_revision = "club_0002"


def upgrade() -> None:
    """Removes it, and what kept it true."""
    op.execute("drop trigger both_names on member")
    op.execute("drop function keep_both_names")
    op.drop_column("member", "name")

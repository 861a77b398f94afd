"""Parked events are counted by state, however many there are."""

from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """One more index."""
    op.create_index("parked_event_state", "parked_event", ["state"])

"""The name in two columns. Expand: releases that know only one column go on working."""

import sqlalchemy as sa
from alembic import op

revision = "club_0002"
down_revision = "club_0001"


def upgrade() -> None:
    """New columns, which may be empty; and whichever of the two an old or a new release writes, the other follows."""
    op.add_column("member", sa.Column("given_name", sa.Text))
    op.add_column("member", sa.Column("family_name", sa.Text))
    op.execute("""
        create function keep_both_names() returns trigger language plpgsql as $$
        begin
            if (new.given_name, new.family_name) is distinct from (old.given_name, old.family_name) then
                new.name = trim(new.given_name || ' ' || new.family_name);
            elsif new.name is distinct from old.name then
                new.given_name = regexp_replace(new.name, ' ?[^ ]*$', '');
                new.family_name = substring(new.name from '[^ ]*$');
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger both_names before insert or update on member for each row execute function keep_both_names()
    """)
    op.execute("""
        update member set given_name = regexp_replace(name, ' ?[^ ]*$', ''), family_name = substring(name from '[^ ]*$')
    """)

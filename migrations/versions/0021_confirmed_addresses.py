"""A link that confirms a new e-mail address; locations that a shop leaves out of what it looks at."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PURPOSE = "ALTER TABLE invitation ADD CONSTRAINT ck_invitation_purpose CHECK (purpose IN ({}))"


def upgrade() -> None:
    op.execute("ALTER TABLE invitation DROP CONSTRAINT ck_invitation_purpose")
    op.execute(PURPOSE.format("'join', 'reset', 'email'"))
    op.execute("ALTER TABLE location ADD COLUMN left_out_at TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE location DROP COLUMN left_out_at")
    op.execute("DELETE FROM invitation WHERE purpose = 'email'")
    op.execute("ALTER TABLE invitation DROP CONSTRAINT ck_invitation_purpose")
    op.execute(PURPOSE.format("'join', 'reset'"))

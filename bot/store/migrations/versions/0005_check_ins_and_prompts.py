"""Check-ins and prompts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt",
        sa.Column("id", sa.String(length=190), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
    )
    op.create_table(
        "checkin",
        sa.Column("id", sa.String(length=190), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=190), nullable=False),
        sa.Column("source", sa.String(length=190), nullable=False),
        sa.Column("owner_id", sa.String(length=190), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_checkin_owner_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin")),
    )
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "checkin_away",
        sa.Column("person_id", sa.String(length=190), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkin_away_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_checkin_away")),
    )
    op.create_table(
        "checkin_answer",
        sa.Column("checkin_id", sa.String(length=190), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(length=190), nullable=False),
        sa.Column("field", sa.String(length=190), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_answer_checkin_id_checkin"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkin_answer_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("checkin_id", "day", "person_id", "field", name=op.f("pk_checkin_answer")),
    )
    with op.batch_alter_table("checkin_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_answer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "checkin_ask",
        sa.Column("checkin_id", sa.String(length=190), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(length=190), nullable=False),
        sa.Column("state", sa.String(length=190), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prompt_id", sa.String(length=190), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_ask_checkin_id_checkin"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkin_ask_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_checkin_ask_prompt_id_prompt"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("checkin_id", "day", "person_id", name=op.f("pk_checkin_ask")),
    )
    with op.batch_alter_table("checkin_ask", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_ask_person_state", ["person_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_ask_prompt_id"), ["prompt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_ask_remind_at"), ["remind_at"], unique=False)

    op.create_table(
        "checkin_round",
        sa.Column("checkin_id", sa.String(length=190), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summarise_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_round_checkin_id_checkin"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("checkin_id", "day", name=op.f("pk_checkin_round")),
    )
    with op.batch_alter_table("checkin_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_round_escalate_at"), ["escalate_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_round_summarise_at"), ["summarise_at"], unique=False)

    op.create_table(
        "checkin_stop",
        sa.Column("checkin_id", sa.String(length=190), nullable=False),
        sa.Column("person_id", sa.String(length=190), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_stop_checkin_id_checkin"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkin_stop_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("checkin_id", "person_id", name=op.f("pk_checkin_stop")),
    )
    with op.batch_alter_table("checkin_stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_stop_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("checkin_stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_stop_person_id"))

    op.drop_table("checkin_stop")
    with op.batch_alter_table("checkin_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_round_summarise_at"))
        batch_op.drop_index(batch_op.f("ix_checkin_round_escalate_at"))

    op.drop_table("checkin_round")
    with op.batch_alter_table("checkin_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_ask_remind_at"))
        batch_op.drop_index(batch_op.f("ix_checkin_ask_prompt_id"))
        batch_op.drop_index("ix_checkin_ask_person_state")

    op.drop_table("checkin_ask")
    with op.batch_alter_table("checkin_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_answer_person_id"))

    op.drop_table("checkin_answer")
    op.drop_table("checkin_away")
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_owner_id"))
        batch_op.drop_index(batch_op.f("ix_checkin_next_at"))

    op.drop_table("checkin")
    op.drop_table("prompt")

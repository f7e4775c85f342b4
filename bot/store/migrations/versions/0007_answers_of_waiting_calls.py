"""Answers of waiting calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_answer",
        sa.Column("platform", sa.String(length=190), nullable=False),
        sa.Column("event_id", sa.String(length=190), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event_id", name=op.f("pk_call_answer")),
    )
    with op.batch_alter_table("call_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_answer_given"), ["given"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("call_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_answer_given"))

    op.drop_table("call_answer")

"""Help asked for in check-ins, and moods as they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkin_need',
    sa.Column('checkin_id', sa.String(length=190), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('field', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('helper_id', sa.String(length=190), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('escalate_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['checkin_id'], ['checkin.id'], name=op.f('fk_checkin_need_checkin_id_checkin'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['helper_id'], ['person.id'], name=op.f('fk_checkin_need_helper_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_checkin_need_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('checkin_id', 'day', 'person_id', 'field', name=op.f('pk_checkin_need'))
    )
    with op.batch_alter_table('checkin_need', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkin_need_escalate_at'), ['escalate_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_checkin_need_helper_id'), ['helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_checkin_need_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('checkin_round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('moods', sa.JSON(none_as_null=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('checkin_round', schema=None) as batch_op:
        batch_op.drop_column('moods')

    with op.batch_alter_table('checkin_need', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checkin_need_person_id'))
        batch_op.drop_index(batch_op.f('ix_checkin_need_helper_id'))
        batch_op.drop_index(batch_op.f('ix_checkin_need_escalate_at'))

    op.drop_table('checkin_need')

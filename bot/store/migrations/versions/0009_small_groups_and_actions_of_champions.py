"""small groups and actions of champions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('discussion',
    sa.Column('event_id', sa.String(length=190), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_discussion'))
    )
    op.create_table('champion_action',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_champion_action_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'at', name=op.f('pk_champion_action'))
    )
    op.create_table('seat',
    sa.Column('event_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=True),
    sa.Column('way', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['discussion.event_id'], name=op.f('fk_seat_event_id_discussion'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_seat_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'person_id', name=op.f('pk_seat'))
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seat_person_id'))

    op.drop_table('seat')
    op.drop_table('champion_action')
    op.drop_table('discussion')

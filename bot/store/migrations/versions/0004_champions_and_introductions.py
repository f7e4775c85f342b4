"""Champions, introductions, relayed chat and counted links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('relay',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('opened', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relay'))
    )
    with op.batch_alter_table('relay', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_relay_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_relay_until'), ['until'], unique=False)

    op.create_table('theme',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme'))
    )
    op.create_table('avoid',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('other_id', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_avoid_other_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_avoid_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'other_id', name=op.f('pk_avoid'))
    )
    with op.batch_alter_table('avoid', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_avoid_other_id'), ['other_id'], unique=False)

    op.create_table('champion',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('nominated_by', sa.String(length=190), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('tier', sa.String(length=190), nullable=False),
    sa.Column('bio', sa.Text(), nullable=False),
    sa.Column('availability', sa.Text(), nullable=False),
    sa.Column('can_help', sa.JSON(), nullable=False),
    sa.Column('want_help', sa.JSON(), nullable=False),
    sa.Column('interests', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('lived_experience', sa.Boolean(), nullable=True),
    sa.Column('load_limit', sa.Integer(), nullable=False),
    sa.Column('resting_until', sa.Date(), nullable=True),
    sa.Column('consent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('visibility', sa.JSON(), nullable=False),
    sa.Column('changed', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['nominated_by'], ['person.id'], name=op.f('fk_champion_nominated_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_champion_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_champion')),
    )
    with op.batch_alter_table('champion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_champion_nominated_by'), ['nominated_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_champion_state'), ['state'], unique=False)

    op.create_table('champion_step',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('step', sa.String(length=190), nullable=False),
    sa.Column('by_id', sa.String(length=190), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_champion_step_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_champion_step_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'at', 'step', name=op.f('pk_champion_step'))
    )
    with op.batch_alter_table('champion_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_champion_step_by_id'), ['by_id'], unique=False)

    op.create_table('champion_theme',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('theme_id', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_champion_theme_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_champion_theme_theme_id_theme'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'theme_id', name=op.f('pk_champion_theme'))
    )
    with op.batch_alter_table('champion_theme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_champion_theme_theme_id'), ['theme_id'], unique=False)

    op.create_table('know_ask',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('ring', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_know_ask_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_know_ask'))
    )
    with op.batch_alter_table('know_ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_know_ask_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_know_ask_state'), ['state'], unique=False)

    op.create_table('programme',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('every', sa.String(length=190), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ask_days', sa.Integer(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('owner_id', sa.String(length=190), nullable=True),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_programme_owner_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme'))
    )
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_owner_id'), ['owner_id'], unique=False)

    op.create_table('relay_member',
    sa.Column('relay_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('keep', sa.Boolean(), nullable=False),
    sa.Column('left', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_relay_member_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['relay_id'], ['relay.id'], name=op.f('fk_relay_member_relay_id_relay'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('relay_id', 'person_id', name=op.f('pk_relay_member'))
    )
    with op.batch_alter_table('relay_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_relay_member_person_id'), ['person_id'], unique=False)

    op.create_table('relay_message',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('relay_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_relay_message_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['relay_id'], ['relay.id'], name=op.f('fk_relay_message_relay_id_relay'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relay_message'))
    )
    with op.batch_alter_table('relay_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_relay_message_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relay_message_relay_id'), ['relay_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relay_message_state'), ['state'], unique=False)

    op.create_table('announcement_link',
    sa.Column('announcement_id', sa.String(length=190), nullable=False),
    sa.Column('mark', sa.String(length=190), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcement.id'], name=op.f('fk_announcement_link_announcement_id_announcement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('announcement_id', 'mark', name=op.f('pk_announcement_link'))
    )
    op.create_table('intro_round',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('programme_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('input_hash', sa.String(length=190), nullable=False),
    sa.Column('goes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('bound', sa.Integer(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_intro_round_programme_id_programme'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intro_round'))
    )
    with op.batch_alter_table('intro_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intro_round_state'), ['state'], unique=False)
        batch_op.create_index('uq_intro_round_programme_id_number', ['programme_id', 'number'], unique=True)

    op.create_table('know_asked',
    sa.Column('ask_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('ring', sa.String(length=190), nullable=False),
    sa.Column('answered', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ask_id'], ['know_ask.id'], name=op.f('fk_know_asked_ask_id_know_ask'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_know_asked_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ask_id', 'person_id', name=op.f('pk_know_asked'))
    )
    with op.batch_alter_table('know_asked', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_know_asked_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_know_asked_ask_id_number', ['ask_id', 'number'], unique=True)

    op.create_table('programme_member',
    sa.Column('programme_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('consent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_programme_member_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_member_programme_id_programme'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('programme_id', 'person_id', name=op.f('pk_programme_member'))
    )
    with op.batch_alter_table('programme_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_member_person_id'), ['person_id'], unique=False)

    op.create_table('introduction',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('round_id', sa.String(length=190), nullable=True),
    sa.Column('programme_id', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_by', sa.String(length=190), nullable=True),
    sa.Column('together_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('follow_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('meets_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calendar', sa.String(length=190), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_introduction_asked_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_introduction_programme_id_programme'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['intro_round.id'], name=op.f('fk_introduction_round_id_intro_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction'))
    )
    with op.batch_alter_table('introduction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_calendar'), ['calendar'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_state'), ['state'], unique=False)

    op.create_table('left_out',
    sa.Column('round_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('reason', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_left_out_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['intro_round.id'], name=op.f('fk_left_out_round_id_intro_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'person_id', name=op.f('pk_left_out'))
    )
    with op.batch_alter_table('left_out', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_left_out_person_id'), ['person_id'], unique=False)

    op.create_table('introduction_side',
    sa.Column('introduction_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('round_id', sa.String(length=190), nullable=True),
    sa.Column('answer', sa.String(length=190), nullable=False),
    sa.Column('barred', sa.Boolean(), nullable=False),
    sa.Column('named', sa.Boolean(), nullable=False),
    sa.Column('answered', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['introduction_id'], ['introduction.id'], name=op.f('fk_introduction_side_introduction_id_introduction'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_introduction_side_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['intro_round.id'], name=op.f('fk_introduction_side_round_id_intro_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('introduction_id', 'person_id', name=op.f('pk_introduction_side'))
    )
    with op.batch_alter_table('introduction_side', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_side_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_introduction_side_round_id_person_id', ['round_id', 'person_id'], unique=True)

    op.create_table('outcome',
    sa.Column('introduction_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('met', sa.String(length=190), nullable=False),
    sa.Column('again', sa.String(length=190), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('quote', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['introduction_id'], ['introduction.id'], name=op.f('fk_outcome_introduction_id_introduction'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outcome_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('introduction_id', 'person_id', name=op.f('pk_outcome'))
    )
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('answer_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('delivery', sa.String(length=190), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('answer_link', schema=None) as batch_op:
        batch_op.drop_column('delivery')

    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_person_id'))

    op.drop_table('outcome')
    with op.batch_alter_table('introduction_side', schema=None) as batch_op:
        batch_op.drop_index('uq_introduction_side_round_id_person_id')
        batch_op.drop_index(batch_op.f('ix_introduction_side_person_id'))

    op.drop_table('introduction_side')
    with op.batch_alter_table('left_out', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_left_out_person_id'))

    op.drop_table('left_out')
    with op.batch_alter_table('introduction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introduction_state'))
        batch_op.drop_index(batch_op.f('ix_introduction_round_id'))
        batch_op.drop_index(batch_op.f('ix_introduction_programme_id'))
        batch_op.drop_index(batch_op.f('ix_introduction_calendar'))
        batch_op.drop_index(batch_op.f('ix_introduction_asked_by'))

    op.drop_table('introduction')
    with op.batch_alter_table('programme_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_member_person_id'))

    op.drop_table('programme_member')
    with op.batch_alter_table('know_asked', schema=None) as batch_op:
        batch_op.drop_index('uq_know_asked_ask_id_number')
        batch_op.drop_index(batch_op.f('ix_know_asked_person_id'))

    op.drop_table('know_asked')
    with op.batch_alter_table('intro_round', schema=None) as batch_op:
        batch_op.drop_index('uq_intro_round_programme_id_number')
        batch_op.drop_index(batch_op.f('ix_intro_round_state'))

    op.drop_table('intro_round')
    op.drop_table('announcement_link')
    with op.batch_alter_table('relay_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_relay_message_state'))
        batch_op.drop_index(batch_op.f('ix_relay_message_relay_id'))
        batch_op.drop_index(batch_op.f('ix_relay_message_person_id'))

    op.drop_table('relay_message')
    with op.batch_alter_table('relay_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_relay_member_person_id'))

    op.drop_table('relay_member')
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_owner_id'))

    op.drop_table('programme')
    with op.batch_alter_table('know_ask', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_know_ask_state'))
        batch_op.drop_index(batch_op.f('ix_know_ask_person_id'))

    op.drop_table('know_ask')
    with op.batch_alter_table('champion_theme', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_champion_theme_theme_id'))

    op.drop_table('champion_theme')
    with op.batch_alter_table('champion_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_champion_step_by_id'))

    op.drop_table('champion_step')
    with op.batch_alter_table('champion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_champion_state'))
        batch_op.drop_index(batch_op.f('ix_champion_nominated_by'))

    op.drop_table('champion')
    with op.batch_alter_table('avoid', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_avoid_other_id'))

    op.drop_table('avoid')
    op.drop_table('theme')
    with op.batch_alter_table('relay', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_relay_until'))
        batch_op.drop_index(batch_op.f('ix_relay_state'))

    op.drop_table('relay')

"""announcements, polls, settings, questions with owners."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broadcast',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('client_key', sa.String(length=190), nullable=False),
    sa.Column('kind', sa.String(length=190), nullable=False),
    sa.Column('ref', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redrawn', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcast')),
    sa.UniqueConstraint('client_key', name=op.f('uq_broadcast_client_key'))
    )
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broadcast_created'), ['created'], unique=False)
        batch_op.create_index('ix_broadcast_kind_ref', ['kind', 'ref'], unique=False)
        batch_op.create_index('ix_broadcast_redrawn', ['redrawn'], unique=False, sqlite_where=sa.text('redrawn IS NOT NULL'), postgresql_where=sa.text('redrawn IS NOT NULL'))

    op.create_table('calibration',
    sa.Column('name', sa.String(length=190), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_calibration'))
    )
    op.create_table('email_address',
    sa.Column('address', sa.String(length=190), nullable=False),
    sa.Column('token', sa.String(length=190), nullable=False),
    sa.Column('bounced', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('unsubscribed', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_email_address')),
    sa.UniqueConstraint('token', name=op.f('uq_email_address_token'))
    )
    op.create_table('lane',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('rate', sa.Double(), nullable=True),
    sa.Column('tat', sa.Double(), nullable=False),
    sa.Column('update_tat', sa.Double(), nullable=False),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lane'))
    )
    op.create_table('long_value',
    sa.Column('mark', sa.String(length=190), nullable=False),
    sa.Column('shown', sa.DateTime(timezone=True), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_long_value'))
    )
    with op.batch_alter_table('long_value', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_long_value_shown'), ['shown'], unique=False)

    op.create_table('replica',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('beat', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replica'))
    )
    op.create_table('vector',
    sa.Column('key', sa.String(length=190), nullable=False),
    sa.Column('packed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_vector'))
    )
    op.create_table('broadcast_content',
    sa.Column('broadcast_id', sa.String(length=190), nullable=False),
    sa.Column('variant', sa.String(length=190), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('card', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('fk_broadcast_content_broadcast_id_broadcast'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('broadcast_id', 'variant', name=op.f('pk_broadcast_content'))
    )
    op.create_table('announcement',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.String(length=190), nullable=True),
    sa.Column('approver_id', sa.String(length=190), nullable=True),
    sa.Column('launch_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('broadcast_id', sa.String(length=190), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['approver_id'], ['person.id'], name=op.f('fk_announcement_approver_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_announcement_author_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_approver_id'), ['approver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_broadcast_id'), ['broadcast_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_changed'), ['changed'], unique=False)
        batch_op.create_index('ix_announcement_state_launch', ['state', 'launch_at'], unique=False)

    op.create_table('answer_link',
    sa.Column('digest', sa.String(length=190), nullable=False),
    sa.Column('platform', sa.String(length=190), nullable=False),
    sa.Column('workspace', sa.String(length=190), nullable=False),
    sa.Column('account', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('message', sa.String(length=190), nullable=False),
    sa.Column('card', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_answer_link_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_answer_link'))
    )
    with op.batch_alter_table('answer_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_link_expires'), ['expires'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_link_person_id'), ['person_id'], unique=False)

    op.create_table('feedback',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.Column('helpful', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=190), nullable=True),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('refers_to', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_feedback_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_person_id'), ['person_id'], unique=False)

    op.create_table('poll',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('owner_id', sa.String(length=190), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opens', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes', sa.DateTime(timezone=True), nullable=True),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('repeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drawn', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_poll_owner_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll'))
    )
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_state'), ['state'], unique=False)

    op.create_table('preference',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('digest', sa.Boolean(), nullable=False),
    sa.Column('route', sa.String(length=190), nullable=True),
    sa.Column('easy_read', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_preference_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_preference'))
    )
    op.create_table('saved_audience',
    sa.Column('name', sa.String(length=190), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=190), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_saved_audience_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_saved_audience'))
    )
    with op.batch_alter_table('saved_audience', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_audience_by_id'), ['by_id'], unique=False)

    op.create_table('announcement_person',
    sa.Column('announcement_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('outcome', sa.String(length=190), nullable=False),
    sa.Column('route', sa.String(length=190), nullable=False),
    sa.Column('reason', sa.String(length=190), nullable=False),
    sa.Column('variant', sa.String(length=190), nullable=False),
    sa.Column('planned', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digested', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rsvp', sa.String(length=190), nullable=True),
    sa.Column('replied', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcement.id'], name=op.f('fk_announcement_person_announcement_id_announcement'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_announcement_person_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('announcement_id', 'person_id', name=op.f('pk_announcement_person'))
    )
    with op.batch_alter_table('announcement_person', schema=None) as batch_op:
        batch_op.create_index('ix_announcement_person_outcome', ['person_id', 'outcome'], unique=False)

    op.create_table('ballot_box',
    sa.Column('poll_id', sa.String(length=190), nullable=False),
    sa.Column('ballots', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_ballot_box_poll_id_poll'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', name=op.f('pk_ballot_box'))
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE ballot_box ALTER COLUMN ballots SET STORAGE EXTERNAL')
    op.create_table('poll_elector',
    sa.Column('poll_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('partner_id', sa.String(length=190), nullable=True),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_poll_elector_partner_id_partner'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_poll_elector_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_elector_poll_id_poll'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'person_id', name=op.f('pk_poll_elector')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('poll_elector', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_elector_partner_id'), ['partner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_elector_person_id'), ['person_id'], unique=False)

    op.create_table('poll_link',
    sa.Column('digest', sa.String(length=190), nullable=False),
    sa.Column('poll_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_poll_link_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_link_poll_id_poll'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_poll_link'))
    )
    with op.batch_alter_table('poll_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_link_expires'), ['expires'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_link_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_link_poll_id'), ['poll_id'], unique=False)

    op.create_table('poll_voter',
    sa.Column('poll_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_poll_voter_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_voter_poll_id_poll'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'person_id', name=op.f('pk_poll_voter')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('poll_voter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_voter_person_id'), ['person_id'], unique=False)

    op.create_table('question_step',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_question_step_person_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_step_question_id_question'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_step'))
    )
    with op.batch_alter_table('question_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_step_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_step_question_id'), ['question_id'], unique=False)

    op.create_table('saved_audience_person',
    sa.Column('name', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['name'], ['saved_audience.name'], name=op.f('fk_saved_audience_person_name_saved_audience'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_audience_person_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('name', 'person_id', name=op.f('pk_saved_audience_person'))
    )
    with op.batch_alter_table('saved_audience_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_audience_person_person_id'), ['person_id'], unique=False)

    op.create_table('vote',
    sa.Column('poll_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_vote_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_vote_poll_id_poll'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'person_id', name=op.f('pk_vote'))
    )
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vote_person_id'), ['person_id'], unique=False)

    _renew_deliveries()

    with op.batch_alter_table('faq', schema=None) as batch_op:
        batch_op.add_column(sa.Column('archived', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owner_id', sa.String(length=190), nullable=True))
        batch_op.add_column(sa.Column('nudged', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('faq_id', sa.String(length=190), nullable=True))
        batch_op.create_index(batch_op.f('ix_question_owner_id'), ['owner_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_question_owner_id_person'), 'person', ['owner_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_question_owner_id_person'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_question_owner_id'))
        batch_op.drop_column('faq_id')
        batch_op.drop_column('nudged')
        batch_op.drop_column('owner_id')

    with op.batch_alter_table('faq', schema=None) as batch_op:
        batch_op.drop_column('archived')

    op.drop_table('delivery')
    op.create_table('delivery',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('platform', sa.String(length=190), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('card', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('touched', sa.DateTime(timezone=True), nullable=False),
    sa.Column('platform_id', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_delivery_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_due', ['state', 'not_before'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vote_person_id'))

    op.drop_table('vote')
    with op.batch_alter_table('saved_audience_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_audience_person_person_id'))

    op.drop_table('saved_audience_person')
    with op.batch_alter_table('question_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_step_question_id'))
        batch_op.drop_index(batch_op.f('ix_question_step_person_id'))

    op.drop_table('question_step')
    with op.batch_alter_table('poll_voter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_voter_person_id'))

    op.drop_table('poll_voter')
    with op.batch_alter_table('poll_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_link_poll_id'))
        batch_op.drop_index(batch_op.f('ix_poll_link_person_id'))
        batch_op.drop_index(batch_op.f('ix_poll_link_expires'))

    op.drop_table('poll_link')
    with op.batch_alter_table('poll_elector', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_elector_person_id'))
        batch_op.drop_index(batch_op.f('ix_poll_elector_partner_id'))

    op.drop_table('poll_elector')
    op.drop_table('ballot_box')
    with op.batch_alter_table('announcement_person', schema=None) as batch_op:
        batch_op.drop_index('ix_announcement_person_outcome')

    op.drop_table('announcement_person')
    with op.batch_alter_table('saved_audience', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_audience_by_id'))

    op.drop_table('saved_audience')
    op.drop_table('preference')
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_state'))
        batch_op.drop_index(batch_op.f('ix_poll_owner_id'))

    op.drop_table('poll')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feedback_person_id'))
        batch_op.drop_index(batch_op.f('ix_feedback_at'))

    op.drop_table('feedback')
    with op.batch_alter_table('answer_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_link_person_id'))
        batch_op.drop_index(batch_op.f('ix_answer_link_expires'))

    op.drop_table('answer_link')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index('ix_announcement_state_launch')
        batch_op.drop_index(batch_op.f('ix_announcement_changed'))
        batch_op.drop_index(batch_op.f('ix_announcement_broadcast_id'))
        batch_op.drop_index(batch_op.f('ix_announcement_author_id'))
        batch_op.drop_index(batch_op.f('ix_announcement_approver_id'))

    op.drop_table('announcement')
    op.drop_table('broadcast_content')
    op.drop_table('vector')
    op.drop_table('replica')
    with op.batch_alter_table('long_value', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_long_value_shown'))

    op.drop_table('long_value')
    op.drop_table('lane')
    op.drop_table('email_address')
    op.drop_table('calibration')
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.drop_index('ix_broadcast_redrawn', sqlite_where=sa.text('redrawn IS NOT NULL'), postgresql_where=sa.text('redrawn IS NOT NULL'))
        batch_op.drop_index('ix_broadcast_kind_ref')
        batch_op.drop_index(batch_op.f('ix_broadcast_created'))

    op.drop_table('broadcast')


def _renew_deliveries() -> None:
    """Each message of the old table becomes a broadcast of one copy: what waited still goes out."""
    bind = op.get_bind()
    old = sa.Table('delivery', sa.MetaData(), autoload_with=bind)
    rows = [dict(row._mapping) for row in bind.execute(sa.select(old))]
    op.drop_table('delivery')
    op.create_table('delivery',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('broadcast_id', sa.String(length=190), nullable=False),
    sa.Column('lane', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.Column('account', sa.String(length=190), nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('variant', sa.String(length=190), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('touched', sa.DateTime(timezone=True), nullable=False),
    sa.Column('shown_version', sa.Integer(), nullable=False),
    sa.Column('platform_id', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('fk_delivery_broadcast_id_broadcast'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_delivery_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_delivery_broadcast_person', ['broadcast_id', 'person_id'], unique=True)
        batch_op.create_index('ix_delivery_pending', ['lane', 'priority', 'not_before'], unique=False, sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))
        batch_op.create_index('ix_delivery_sending', ['lane'], unique=False, sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.create_index('ix_delivery_sent', ['broadcast_id', 'lane', 'variant', 'shown_version'], unique=False, sqlite_where=sa.text("state = 'sent'"), postgresql_where=sa.text("state = 'sent'"))
    tables = sa.MetaData()
    tables.reflect(bind, only=('broadcast', 'broadcast_content', 'lane', 'delivery'))
    lanes = set()
    for row in rows:
        place = json.loads(row['place'])
        lane = f"{place['platform']}:{place['workspace']}"
        if lane not in lanes:
            lanes.add(lane)
            bind.execute(tables.tables['lane'].insert(), {'id': lane, 'epoch': 0, 'tat': 0.0, 'update_tat': 0.0})
        id = row['id']
        bind.execute(tables.tables['broadcast'].insert(), {'id': id, 'client_key': id, 'kind': 'message', 'ref': id, 'state': 'open', 'created': row['touched']})
        bind.execute(tables.tables['broadcast_content'].insert(), {'broadcast_id': id, 'variant': 'en', 'version': 1, 'card': row['card']})
        kept = {name: row[name] for name in ('id', 'person_id', 'place', 'state', 'not_before', 'attempt', 'touched', 'platform_id', 'reason')}
        bind.execute(tables.tables['delivery'].insert(), {**kept, 'broadcast_id': id, 'lane': lane, 'variant': 'en', 'priority': 0, 'epoch': 0, 'shown_version': 1 if row['state'] == 'sent' else 0})

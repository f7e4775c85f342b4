"""first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('document',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('author', sa.Text(), nullable=True),
    sa.Column('publisher', sa.Text(), nullable=True),
    sa.Column('date', sa.Date(), nullable=True),
    sa.Column('kind', sa.String(length=190), nullable=False),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('language', sa.String(length=190), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=190), nullable=False),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_source'), ['source'], unique=False)

    op.create_table('faq',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('phrasings', sa.JSON(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('language', sa.String(length=190), nullable=False),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq'))
    )
    with op.batch_alter_table('faq', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_source'), ['source'], unique=False)

    op.create_table('inbound_event',
    sa.Column('platform', sa.String(length=190), nullable=False),
    sa.Column('event_id', sa.String(length=190), nullable=False),
    sa.Column('received', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('touched', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event', sa.Text(), nullable=True),
    sa.Column('reply', sa.Text(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('platform', 'event_id', name=op.f('pk_inbound_event'))
    )
    with op.batch_alter_table('inbound_event', schema=None) as batch_op:
        batch_op.create_index('ix_inbound_event_open', ['state', 'received'], unique=False)

    op.create_table('knowledge_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_version'))
    )
    op.create_table('network',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('lead', sa.Text(), nullable=True),
    sa.Column('about', sa.Text(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('how_to_join', sa.Text(), nullable=True),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_network'))
    )
    with op.batch_alter_table('network', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_network_source'), ['source'], unique=False)

    op.create_table('partner',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('region', sa.Text(), nullable=True),
    sa.Column('contact', sa.Text(), nullable=True),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('about', sa.Text(), nullable=True),
    sa.Column('joined', sa.Date(), nullable=True),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner'))
    )
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_source'), ['source'], unique=False)

    op.create_table('taskgroup',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('lead', sa.Text(), nullable=True),
    sa.Column('lead_email', sa.Text(), nullable=True),
    sa.Column('status', sa.Text(), nullable=True),
    sa.Column('programme', sa.Text(), nullable=True),
    sa.Column('started', sa.Date(), nullable=True),
    sa.Column('meets', sa.Text(), nullable=True),
    sa.Column('how_to_join', sa.Text(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('members', sa.JSON(), nullable=False),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_taskgroup'))
    )
    with op.batch_alter_table('taskgroup', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_taskgroup_source'), ['source'], unique=False)

    op.create_table('web_message',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('place', sa.String(length=190), nullable=False),
    sa.Column('key', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('who', sa.String(length=190), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_web_message')),
    sa.UniqueConstraint('key', name=op.f('uq_web_message_key'))
    )
    with op.batch_alter_table('web_message', schema=None) as batch_op:
        batch_op.create_index('ix_web_message_place_number', ['place', 'number'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('end', sa.DateTime(timezone=True), nullable=True),
    sa.Column('zone', sa.String(length=190), nullable=False),
    sa.Column('all_day', sa.Boolean(), nullable=False),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('format', sa.Text(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('taskgroup_id', sa.String(length=190), nullable=True),
    sa.Column('about', sa.Text(), nullable=True),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['taskgroup_id'], ['taskgroup.id'], name=op.f('fk_event_taskgroup_id_taskgroup'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_source'), ['source'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_start'), ['start'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_taskgroup_id'), ['taskgroup_id'], unique=False)

    op.create_table('milestone',
    sa.Column('taskgroup_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['taskgroup_id'], ['taskgroup.id'], name=op.f('fk_milestone_taskgroup_id_taskgroup'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('taskgroup_id', 'number', name=op.f('pk_milestone'))
    )
    op.create_table('partner_network',
    sa.Column('partner_id', sa.String(length=190), nullable=False),
    sa.Column('network_id', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_partner_network_network_id_network'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_network_partner_id_partner'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('partner_id', 'network_id', name=op.f('pk_partner_network'))
    )
    with op.batch_alter_table('partner_network', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_network_network_id'), ['network_id'], unique=False)

    op.create_table('passage',
    sa.Column('document_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_passage_document_id_document'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('document_id', 'number', name=op.f('pk_passage'))
    )
    op.create_table('person',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.String(length=190), nullable=True),
    sa.Column('partner_id', sa.String(length=190), nullable=True),
    sa.Column('job', sa.Text(), nullable=True),
    sa.Column('region', sa.Text(), nullable=True),
    sa.Column('zone', sa.String(length=190), nullable=True),
    sa.Column('language', sa.String(length=190), nullable=False),
    sa.Column('keep_words', sa.Boolean(), nullable=True),
    sa.Column('noticed', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped', sa.Boolean(), nullable=False),
    sa.Column('audience', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_person_partner_id_partner'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_partner_id'), ['partner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_source'), ['source'], unique=False)

    op.create_table('report',
    sa.Column('taskgroup_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('published', sa.Date(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['taskgroup_id'], ['taskgroup.id'], name=op.f('fk_report_taskgroup_id_taskgroup'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('taskgroup_id', 'number', name=op.f('pk_report'))
    )
    op.create_table('conversation',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('place', sa.String(length=190), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('context', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_conversation_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'place', name=op.f('pk_conversation'))
    )
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

    op.create_table('identity',
    sa.Column('platform', sa.String(length=190), nullable=False),
    sa.Column('workspace', sa.String(length=190), nullable=False),
    sa.Column('external_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identity_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('platform', 'workspace', 'external_id', name=op.f('pk_identity'))
    )
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identity_person_id'), ['person_id'], unique=False)

    op.create_table('interaction',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.Column('platform', sa.String(length=190), nullable=False),
    sa.Column('workspace', sa.String(length=190), nullable=False),
    sa.Column('place', sa.String(length=190), nullable=False),
    sa.Column('kind', sa.String(length=190), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('led_to', sa.String(length=190), nullable=False),
    sa.Column('refers_to', sa.Text(), nullable=True),
    sa.Column('event_id', sa.String(length=190), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_interaction_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interaction'))
    )
    with op.batch_alter_table('interaction', schema=None) as batch_op:
        batch_op.create_index('ix_interaction_at_kind', ['at', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_interaction_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interaction_person_id'), ['person_id'], unique=False)

    op.create_table('person_network',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('network_id', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_person_network_network_id_network'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_network_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'network_id', 'source', name=op.f('pk_person_network'))
    )
    with op.batch_alter_table('person_network', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_network_network_id'), ['network_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_network_source'), ['source'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('event_id', sa.String(length=190), nullable=False),
    sa.Column('asked', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=190), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.String(length=190), nullable=True),
    sa.Column('answered', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_question_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('event_id', name=op.f('uq_question_event_id'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_state'), ['state'], unique=False)

    op.create_table('rest_of_card',
    sa.Column('id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pages', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rest_of_card_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rest_of_card'))
    )
    with op.batch_alter_table('rest_of_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rest_of_card_created'), ['created'], unique=False)
        batch_op.create_index(batch_op.f('ix_rest_of_card_person_id'), ['person_id'], unique=False)

    op.create_table('role',
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('role', sa.String(length=190), nullable=False),
    sa.Column('scope', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'role', 'scope', 'source', name=op.f('pk_role'))
    )
    with op.batch_alter_table('role', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_source'), ['source'], unique=False)

    op.create_table('sign_in_link',
    sa.Column('digest', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_link_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sign_in_link'))
    )
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_link_person_id'), ['person_id'], unique=False)

    op.create_table('taskgroup_member',
    sa.Column('taskgroup_id', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=190), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_taskgroup_member_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['taskgroup_id'], ['taskgroup.id'], name=op.f('fk_taskgroup_member_taskgroup_id_taskgroup'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('taskgroup_id', 'person_id', 'source', name=op.f('pk_taskgroup_member'))
    )
    with op.batch_alter_table('taskgroup_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_taskgroup_member_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_taskgroup_member_source'), ['source'], unique=False)

    op.create_table('web_session',
    sa.Column('digest', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('csrf', sa.String(length=190), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_web_session_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_web_session'))
    )
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_session_expires'), ['expires'], unique=False)
        batch_op.create_index(batch_op.f('ix_web_session_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_web_session_person_id'))
        batch_op.drop_index(batch_op.f('ix_web_session_expires'))

    op.drop_table('web_session')
    with op.batch_alter_table('taskgroup_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_taskgroup_member_source'))
        batch_op.drop_index(batch_op.f('ix_taskgroup_member_person_id'))

    op.drop_table('taskgroup_member')
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_link_person_id'))

    op.drop_table('sign_in_link')
    with op.batch_alter_table('role', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_source'))

    op.drop_table('role')
    with op.batch_alter_table('rest_of_card', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rest_of_card_person_id'))
        batch_op.drop_index(batch_op.f('ix_rest_of_card_created'))

    op.drop_table('rest_of_card')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_state'))
        batch_op.drop_index(batch_op.f('ix_question_person_id'))

    op.drop_table('question')
    with op.batch_alter_table('person_network', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_network_source'))
        batch_op.drop_index(batch_op.f('ix_person_network_network_id'))

    op.drop_table('person_network')
    with op.batch_alter_table('interaction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_interaction_person_id'))
        batch_op.drop_index(batch_op.f('ix_interaction_event_id'))
        batch_op.drop_index('ix_interaction_at_kind')

    op.drop_table('interaction')
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_identity_person_id'))

    op.drop_table('identity')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_person_id'))
        batch_op.drop_index('ix_delivery_due')

    op.drop_table('delivery')
    op.drop_table('conversation')
    op.drop_table('report')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_source'))
        batch_op.drop_index(batch_op.f('ix_person_partner_id'))

    op.drop_table('person')
    op.drop_table('passage')
    with op.batch_alter_table('partner_network', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_network_network_id'))

    op.drop_table('partner_network')
    op.drop_table('milestone')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_taskgroup_id'))
        batch_op.drop_index(batch_op.f('ix_event_start'))
        batch_op.drop_index(batch_op.f('ix_event_source'))

    op.drop_table('event')
    with op.batch_alter_table('web_message', schema=None) as batch_op:
        batch_op.drop_index('ix_web_message_place_number')

    op.drop_table('web_message')
    with op.batch_alter_table('taskgroup', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_taskgroup_source'))

    op.drop_table('taskgroup')
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_source'))

    op.drop_table('partner')
    with op.batch_alter_table('network', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_network_source'))

    op.drop_table('network')
    op.drop_table('knowledge_version')
    with op.batch_alter_table('inbound_event', schema=None) as batch_op:
        batch_op.drop_index('ix_inbound_event_open')

    op.drop_table('inbound_event')
    with op.batch_alter_table('faq', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_faq_source'))

    op.drop_table('faq')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_source'))

    op.drop_table('document')

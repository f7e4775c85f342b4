"""doors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('conversation_reference',
    sa.Column('platform', sa.String(length=190), nullable=False),
    sa.Column('workspace', sa.String(length=190), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=190), nullable=False),
    sa.Column('service', sa.Text(), nullable=False),
    sa.Column('bot', sa.String(length=190), nullable=False),
    sa.Column('person', sa.String(length=190), nullable=True),
    sa.Column('account', sa.Text(), nullable=True),
    sa.Column('team', sa.Text(), nullable=True),
    sa.Column('touched', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('platform', 'workspace', 'place', name=op.f('pk_conversation_reference'))
    )
    with op.batch_alter_table('conversation_reference', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_reference_person', ['platform', 'workspace', 'person'], unique=False)
        batch_op.create_index('ix_conversation_reference_workspace', ['platform', 'workspace', 'touched'], unique=False)

    op.create_table('installation',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('client_id', sa.String(length=190), nullable=False),
    sa.Column('app_id', sa.String(length=190), nullable=False),
    sa.Column('enterprise_id', sa.String(length=190), nullable=True),
    sa.Column('enterprise_name', sa.Text(), nullable=True),
    sa.Column('enterprise_url', sa.Text(), nullable=True),
    sa.Column('team_id', sa.String(length=190), nullable=True),
    sa.Column('team_name', sa.Text(), nullable=True),
    sa.Column('bot_token', sa.Text(), nullable=True),
    sa.Column('bot_id', sa.String(length=190), nullable=True),
    sa.Column('bot_user_id', sa.String(length=190), nullable=True),
    sa.Column('bot_scopes', sa.Text(), nullable=True),
    sa.Column('bot_refresh_token', sa.Text(), nullable=True),
    sa.Column('bot_token_expires_at', sa.DateTime(), nullable=True),
    sa.Column('user_id', sa.String(length=190), nullable=False),
    sa.Column('user_token', sa.Text(), nullable=True),
    sa.Column('user_scopes', sa.Text(), nullable=True),
    sa.Column('user_refresh_token', sa.Text(), nullable=True),
    sa.Column('user_token_expires_at', sa.DateTime(), nullable=True),
    sa.Column('incoming_webhook_url', sa.Text(), nullable=True),
    sa.Column('incoming_webhook_channel', sa.Text(), nullable=True),
    sa.Column('incoming_webhook_channel_id', sa.Text(), nullable=True),
    sa.Column('incoming_webhook_configuration_url', sa.Text(), nullable=True),
    sa.Column('is_enterprise_install', sa.Boolean(), nullable=False),
    sa.Column('token_type', sa.String(length=190), nullable=True),
    sa.Column('installed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.create_index('ix_installation_team', ['client_id', 'team_id'], unique=False)

    op.create_table('installation_state',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('state', sa.String(length=190), nullable=False),
    sa.Column('expire_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation_state'))
    )
    op.create_table('installed_bot',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('client_id', sa.String(length=190), nullable=False),
    sa.Column('app_id', sa.String(length=190), nullable=False),
    sa.Column('enterprise_id', sa.String(length=190), nullable=True),
    sa.Column('enterprise_name', sa.Text(), nullable=True),
    sa.Column('team_id', sa.String(length=190), nullable=True),
    sa.Column('team_name', sa.Text(), nullable=True),
    sa.Column('bot_token', sa.Text(), nullable=True),
    sa.Column('bot_id', sa.String(length=190), nullable=True),
    sa.Column('bot_user_id', sa.String(length=190), nullable=True),
    sa.Column('bot_scopes', sa.Text(), nullable=True),
    sa.Column('bot_refresh_token', sa.Text(), nullable=True),
    sa.Column('bot_token_expires_at', sa.DateTime(), nullable=True),
    sa.Column('is_enterprise_install', sa.Boolean(), nullable=False),
    sa.Column('installed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installed_bot'))
    )
    with op.batch_alter_table('installed_bot', schema=None) as batch_op:
        batch_op.create_index('ix_installed_bot_team', ['client_id', 'team_id'], unique=False)

    op.create_table('link_code',
    sa.Column('digest', sa.String(length=190), nullable=False),
    sa.Column('person_id', sa.String(length=190), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_link_code_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_link_code'))
    )
    with op.batch_alter_table('link_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_code_expires'), ['expires'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_code_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('link_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_code_person_id'))
        batch_op.drop_index(batch_op.f('ix_link_code_expires'))

    op.drop_table('link_code')
    with op.batch_alter_table('installed_bot', schema=None) as batch_op:
        batch_op.drop_index('ix_installed_bot_team')

    op.drop_table('installed_bot')
    op.drop_table('installation_state')
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.drop_index('ix_installation_team')

    op.drop_table('installation')
    with op.batch_alter_table('conversation_reference', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_reference_workspace')
        batch_op.drop_index('ix_conversation_reference_person')

    op.drop_table('conversation_reference')

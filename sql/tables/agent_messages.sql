create table bankagent.agent_messages (
    id bigint generated always as identity primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    parent_id bigint references bankagent.agent_messages (id),
    position integer not null,
    role text not null,
    content_sha256 text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint agent_messages_content_fkey
    foreign key (request_id, content_sha256) references bankagent.agent_texts (request_id, sha256),
    constraint agent_messages_are_kept_once
    unique nulls not distinct (request_id, parent_id, content_sha256, role),
    constraint agent_messages_role_is_known
    check (role in ('request', 'response')),
    constraint agent_messages_position_counts_from_1
    check (position >= 1 and (position = 1) = (parent_id is null))
);

create index agent_messages_parent_idx
on bankagent.agent_messages (parent_id);
create index agent_messages_content_idx
on bankagent.agent_messages (request_id, content_sha256);

comment on table bankagent.agent_messages is
'Messages to and from models, each once, linked to the one before. The prompt of a model '
'call is its last message with all before it. Append-only.';
comment on column bankagent.agent_messages.id is
'Number of the message.';
comment on column bankagent.agent_messages.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.agent_messages.parent_id is
'Message before it; null for the first of a conversation.';
comment on column bankagent.agent_messages.position is
'Place in its conversation, counted from 1.';
comment on column bankagent.agent_messages.role is
'Role: request (to the model) or response.';
comment on column bankagent.agent_messages.content_sha256 is
'Digest of the message, whose text is in agent_texts.';
comment on column bankagent.agent_messages.created_at is
'Time of the record (UTC).';
comment on index bankagent.agent_messages_parent_idx is
'Messages behind one.';
comment on index bankagent.agent_messages_content_idx is
'Messages with a text, for redaction.';
comment on constraint agent_messages_content_fkey
on bankagent.agent_messages is
'A message is a text of its own request.';
comment on constraint agent_messages_are_kept_once
on bankagent.agent_messages is
'A message is stored once behind its parent.';
comment on constraint agent_messages_role_is_known
on bankagent.agent_messages is
'Roles of messages.';
comment on constraint agent_messages_position_counts_from_1
on bankagent.agent_messages is
'Place of the first message, which alone has no parent.';
comment on sequence bankagent.agent_messages_id_seq is 'Numbers of messages.';

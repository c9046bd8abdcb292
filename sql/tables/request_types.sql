create table bankagent.request_types (
    name text primary key,
    queue text not null,
    policy_key text not null,
    max_attempts integer not null default 3,
    description text not null,
    constraint request_type_name_is_a_slug check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    -- The name of Procrastinate's channel has at most 63 bytes, of which 40 remain for the queue.
    constraint queue_fits_a_channel_name check (octet_length(queue) between 1 and 40),
    constraint at_least_one_attempt check (max_attempts >= 1)
);

comment on table bankagent.request_types is
'Request types that may be submitted, each with its queue and retry budget. The rows come from '
'sql/data, and of a bank''s packages from migrate.';
comment on column bankagent.request_types.name is
'Name of the type; callers send it as request_type.';
comment on column bankagent.request_types.queue is
'Procrastinate queue of its jobs, 1 to 40 bytes.';
comment on column bankagent.request_types.policy_key is
'Key of the policy that decides; policies.key.';
comment on column bankagent.request_types.max_attempts is
'Retry budget of a job, in attempts. It counts attempts that ended in an error, plus losses '
'while the job ran alone.';
comment on column bankagent.request_types.description is 'Purpose of the type in one sentence.';

create table bankagent.request_types (
    name text primary key,
    queue text not null,
    policy_key text not null,
    max_attempts integer not null default 3,
    description text not null,
    constraint request_type_name_is_a_slug check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    -- Procrastinate's channel name must fit 63 bytes, which leaves 40 for the queue.
    constraint queue_fits_a_channel_name check (octet_length(queue) between 1 and 40),
    constraint at_least_one_attempt check (max_attempts >= 1)
);

comment on table bankagent.request_types is
'The types of request that may be submitted, with queue and retry budget; filled by sql/data.';
comment on column bankagent.request_types.name is 'What callers send as request_type.';
comment on column bankagent.request_types.queue is 'The Procrastinate queue of its jobs.';
comment on column bankagent.request_types.policy_key is 'The policy that decides (policies.key).';
comment on column bankagent.request_types.max_attempts is
'Retry budget of a job: runs that ended in an error, plus losses while the job ran alone.';
comment on column bankagent.request_types.description is 'What the type is for, in one sentence.';

create table bankagent.worker_facts (
    worker_id bigint primary key
    references procrastinate.procrastinate_workers (id) on delete cascade,
    facts text[] not null,
    told_at timestamptz not null default now()
);

comment on table bankagent.worker_facts is
'Facts that registered workers find, as they tell. claim_jobs gives a worker no request whose '
'policy needs another fact. Written by tell_facts.';
comment on column bankagent.worker_facts.worker_id is 'Worker; procrastinate_workers.id.';
comment on column bankagent.worker_facts.facts is 'Names of the facts that its code finds. '
'With type:<name> of each request type that it has.';
comment on column bankagent.worker_facts.told_at is 'Time when it told so first (UTC).';

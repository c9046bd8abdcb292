-- Three schemas: ours, the queue's own, and the one for people.

create schema if not exists bankagent;
create schema if not exists procrastinate;
create schema if not exists ops;

comment on schema bankagent is
'Requests, decisions, evidence and the verbs that change them. Start with ops.request_overview.';
comment on schema procrastinate is
'The job queue of the library Procrastinate, in its own tables; bankagent adds indexes and guards.';
comment on schema ops is
'Views and functions for people: what waits, why, who holds it, and whether the laws hold.';

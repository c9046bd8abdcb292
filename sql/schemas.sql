-- Three schemas: bankagent's, the queue's, and the views for people.

create schema if not exists bankagent;
create schema if not exists procrastinate;
create schema if not exists ops;

comment on schema bankagent is
'Requests, decisions, evidence, and the verbs that change them. Start with ops.request_overview.';
comment on schema procrastinate is
'Job queue of the library Procrastinate. bankagent adds indexes and guards to its tables.';
comment on schema ops is
'Views and functions for operators, DBAs and auditors. They show what waits, why, who holds it, '
'and whether the laws hold.';

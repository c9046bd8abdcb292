create table bankagent.request_statuses (
    status text primary key,
    who_acts_next text not null,
    is_open boolean not null,
    is_final boolean not null generated always as (not is_open) stored,
    description text not null
);

comment on table bankagent.request_statuses is
'Statuses of a request, with who acts next. Read-only: written by sql/data, compared with Python '
'by a test. banking_requests.status takes these and no other; request_moves has the ways between '
'them.';
comment on column bankagent.request_statuses.status is 'Word in banking_requests.status.';
comment on column bankagent.request_statuses.who_acts_next is
'Party who must act: a worker, reviewers, the caller, an operator, or nobody.';
comment on column bankagent.request_statuses.is_open is 'True while someone has to act.';
comment on column bankagent.request_statuses.is_final is
'True where the request never moves again.';
comment on column bankagent.request_statuses.description is 'Meaning of the status, for people.';

create table bankagent.model_pause_lifts (
    id bigint generated always as identity primary key,
    provider text not null,
    lifted_at timestamptz not null default clock_timestamp(),
    lifted_by text not null,
    constraint model_pause_lifts_provider_has_its_form check (
        provider ~ '^[a-z][a-z0-9-]{0,39}$'
    )
);

create index model_pause_lifts_provider_idx
on bankagent.model_pause_lifts (provider, lifted_at);

comment on table bankagent.model_pause_lifts is
'Ends of providers'' pauses by operators. Faults before it pause nothing and count no more. '
'Append-only. Written by lift_model_pause.';
comment on column bankagent.model_pause_lifts.id is 'Number of the row.';
comment on column bankagent.model_pause_lifts.provider is 'Provider that is called again.';
comment on column bankagent.model_pause_lifts.lifted_at is 'Time of the end (UTC).';
comment on column bankagent.model_pause_lifts.lifted_by is
'Operator who ended it: a database user.';
comment on index bankagent.model_pause_lifts_provider_idx is 'Ends by provider, the latest last.';
comment on constraint model_pause_lifts_provider_has_its_form on bankagent.model_pause_lifts is
'Form of a provider, as in models.';
comment on sequence bankagent.model_pause_lifts_id_seq is 'Numbers of ends of pauses.';

create table bankagent.policy_activations (
    key text not null,
    version integer not null,
    author text not null,
    active_from timestamptz not null,
    activated_at timestamptz not null,
    activated_by text not null,
    reason text not null,
    facts text[] not null,
    withdrawn_at timestamptz,
    withdrawn_by text,
    withdrawal_reason text,
    constraint policy_activations_pkey primary key (key, active_from, activated_at),
    constraint policy_activations_author_is_the_versions foreign key (key, version, author)
    references bankagent.policies (key, version, created_by),
    -- Anna and ANNA are one person. What bankagent ships has no second person before a person of
    -- the bank activates it.
    constraint policy_activations_activator_is_not_the_author check (
        bankagent.person_key(activated_by) <> bankagent.person_key(author)
        or (author = 'bankagent' and activated_by = 'bankagent')
    ),
    constraint policy_activations_by_bankagent_are_shipped check (
        activated_by <> 'bankagent' or version < 1000
    ),
    constraint policy_activations_not_in_the_past check (active_from >= activated_at),
    constraint policy_activations_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    ),
    constraint policy_activations_withdrawn_by_somebody_who_says_why check (
        num_nonnulls(withdrawn_at, withdrawn_by, withdrawal_reason) in (0, 3)
    ),
    constraint policy_activations_withdrawn_before_its_time check (withdrawn_at < active_from),
    constraint policy_activations_withdrawal_reason_has_1_to_500_characters check (
        char_length(withdrawal_reason) between 1 and 500 and withdrawal_reason ~ '[^[:space:]]'
    )
);

create unique index policy_activations_one_for_each_instant
on bankagent.policy_activations (key, active_from)
where withdrawn_at is null;

comment on table bankagent.policy_activations is
'Activations of policy versions. In force at an instant is the version with the latest '
'active_from up to then, as ops.policy_periods shows. A row never changes, but it may be withdrawn '
'once, before its time. Written by activate_policy, withdraw_activation, and by migrate.';
comment on column bankagent.policy_activations.key is 'Key of the policy; policies.key.';
comment on column bankagent.policy_activations.version is
'Version that is in force from then on; policies.version.';
comment on column bankagent.policy_activations.author is
'Author of the version; policies.created_by.';
comment on column bankagent.policy_activations.active_from is
'Start of its time in force (UTC). The next activation of the key ends it.';
comment on column bankagent.policy_activations.activated_at is 'Time of the activation (UTC).';
comment on column bankagent.policy_activations.activated_by is
'Person who activated it, never its author; bankagent for what it ships.';
comment on column bankagent.policy_activations.reason is
'Reason in the activator''s words, 1 to 500 characters; no client data.';
comment on column bankagent.policy_activations.facts is
'Facts that the version needs, by name; claim_jobs reads them.';
comment on column bankagent.policy_activations.withdrawn_at is
'Time of the withdrawal, before active_from (UTC); null where it stands.';
comment on column bankagent.policy_activations.withdrawn_by is 'Person who withdrew it.';
comment on column bankagent.policy_activations.withdrawal_reason is
'Reason of the withdrawal, 1 to 500 characters; no client data.';
comment on index bankagent.policy_activations_one_for_each_instant is
'Activations that stand: at most one of a policy for each instant.';
comment on constraint policy_activations_activator_is_not_the_author
on bankagent.policy_activations is
'Four-eyes rule: the author of a version never activates it. Names are compared by person_key.';
comment on constraint policy_activations_by_bankagent_are_shipped
on bankagent.policy_activations is
'Activations by bankagent: of shipped versions. People activate the bank''s own.';

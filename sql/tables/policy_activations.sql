create table bankagent.policy_activations (
    key text not null,
    version integer not null,
    author text not null,
    active_from timestamptz not null,
    activated_at timestamptz not null,
    activated_by text not null,
    reason text not null,
    facts text[] not null,
    constraint policy_activations_one_for_each_instant primary key (key, active_from),
    constraint policy_activations_author_is_the_versions foreign key (key, version, author)
    references bankagent.policies (key, version, created_by),
    -- What bankagent ships has no second person before somebody of the bank activates it.
    constraint policy_activations_activator_is_not_the_author check (
        activated_by <> author or (author = 'bankagent' and version < 1000)
    ),
    constraint policy_activations_not_in_the_past check (active_from >= activated_at),
    constraint policy_activations_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

comment on table bankagent.policy_activations is
'Activations of policy versions. In force at an instant is the version with the latest '
'active_from up to then. A row never changes. Written by activate_policy, and by migrate.';
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
comment on constraint policy_activations_activator_is_not_the_author
on bankagent.policy_activations is
'Four-eyes rule: the author of a version never activates it.';

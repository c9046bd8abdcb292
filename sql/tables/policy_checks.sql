create table bankagent.policy_checks (
    id bigint generated always as identity primary key,
    key text not null,
    version integer not null,
    sha256 text not null,
    kind text not null,
    passed boolean not null,
    report jsonb not null,
    checked_at timestamptz not null default now(),
    checked_by text not null,
    constraint policy_checks_of_a_stored_table foreign key (key, version, sha256)
    references bankagent.policies (key, version, sha256),
    constraint policy_checks_kind_is_known check (kind in ('lint', 'test')),
    constraint policy_checks_report_is_an_object check (jsonb_typeof(report) = 'object'),
    constraint policy_checks_report_has_at_most_1_mib check (octet_length(report::text) <= 1048576)
);

create index policy_checks_version_idx on bankagent.policy_checks (key, version, kind, id);

comment on table bankagent.policy_checks is
'Checks of policy versions: lint and test, with their reports. The last of each kind counts. A '
'row never changes. Written by record_policy_check.';
comment on column bankagent.policy_checks.id is 'Number of the check.';
comment on column bankagent.policy_checks.key is 'Key of the policy; policies.key.';
comment on column bankagent.policy_checks.version is 'Version that was checked; policies.version.';
comment on column bankagent.policy_checks.sha256 is
'SHA-256 of the table that was checked; policies.sha256.';
comment on column bankagent.policy_checks.kind is
'Kind of check. lint reads each cell and row; test tries what the table decides.';
comment on column bankagent.policy_checks.passed is 'True if the check found no fault.';
comment on column bankagent.policy_checks.report is
'Report as JSON. Findings, rows that were reached, values beside each threshold, examples.';
comment on column bankagent.policy_checks.checked_at is 'Time of the check (UTC).';
comment on column bankagent.policy_checks.checked_by is
'Person who had it checked, or bankagent for what it ships.';
comment on index bankagent.policy_checks_version_idx is 'Checks of one version, by kind.';
comment on sequence bankagent.policy_checks_id_seq is 'Numbers of checks.';

-- What a check or an activation names of a policy version: its digest, and its author.
alter table bankagent.policies
add constraint policies_digest_and_version unique (key, version, sha256);
alter table bankagent.policies
add constraint policies_author_and_version unique (key, version, created_by);

-- The version that shipped before authors mattered was stored under the name of the user who
-- migrated. A row that a bank wrote by hand keeps its author. The table has a row for each version.
alter table bankagent.policies disable trigger user;
update bankagent.policies
set created_by = 'bankagent'
where (key, version, sha256) = (
    'trade_review', 1, '29d4256d2bbd8c4fc465aa906a38028e18ef84ee999fd73217126809c990b6a7'
);
alter table bankagent.policies enable trigger user;

-- The bank's versions count from 1001, so that a later release never ships one of their numbers.
alter table bankagent.policies
add constraint policies_shipped_are_below_1000
check (created_by <> 'bankagent' or version < 1000);

comment on table bankagent.policies is
'Policies: versioned decision tables, also drafts. A row never changes. ops.policy_versions shows '
'which version is in force. Written by store_policy_version, and by migrate.';
comment on column bankagent.policies.version is
'Version of the policy. Shipped ones count from 1, the bank''s own from 1001.';
comment on column bankagent.policies.created_by is
'Author of the version. A database user, a reviewer of the role compliance, or bankagent for what '
'it ships.';
comment on constraint policies_digest_and_version on bankagent.policies is
'Digest of a version, as a check names it.';
comment on constraint policies_author_and_version on bankagent.policies is
'Author of a version, as an activation names them.';
comment on constraint policies_shipped_are_below_1000 on bankagent.policies is
'Numbers of shipped versions: below 1000.';

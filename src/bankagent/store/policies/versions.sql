-- Versions of policies, and the verbs that change them.

-- name: listed
select
    v.key,
    v.version,
    v.status,
    v.description,
    v.sha256,
    v.author,
    v.stored_at,
    v.linted,
    v.tested,
    v.active_from,
    v.active_until,
    v.activated_by,
    v.reason
from ops.policy_versions as v
where %(key)s::text is null or v.key = %(key)s::text
order by v.key, v.version;

-- name: tables
select p.key, p.version, p.sha256, p.document as table_json
from bankagent.policies as p
where p.key = %(key)s::text and p.version <= %(up_to)s::integer
order by p.version;

-- name: kept_examples
select c.report ->> 'examples_csv'
from bankagent.policy_checks as c
where
    c.key = %(key)s::text
    and c.version = %(version)s::integer
    and c.kind = 'test'
    and c.report ->> 'examples_csv' is not null
order by c.id desc
limit 1;

-- name: store
select s.version, s.sha256, s.disposition
from bankagent.store_policy_version(
    %(key)s::text, %(table_json)s::text, %(description)s::text, %(actor)s::text
) as s;

-- name: record_check
select bankagent.record_policy_check(
    %(key)s::text,
    %(version)s::integer,
    %(check_type)s::text,
    %(passed)s::boolean,
    %(report)s::text::jsonb,
    %(actor)s::text
);

-- name: activate
select a.active_from
from bankagent.activate_policy(
    %(key)s::text,
    %(version)s::integer,
    %(reason)s::text,
    %(active_from)s::timestamptz,
    %(actor)s::text
) as a;

-- name: withdraw
select w.active_from
from
    bankagent.withdraw_activation(
        %(key)s::text, %(version)s::integer, %(reason)s::text, %(actor)s::text
    ) as w
order by w.active_from;

-- name: scheduled
select p.key, p.version, p.active_from, p.activated_by, p.reason
from ops.policy_periods as p
where p.active_from > clock_timestamp() and (%(key)s::text is null or p.key = %(key)s::text)
order by p.active_from, p.key;

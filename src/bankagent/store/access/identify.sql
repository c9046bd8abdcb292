-- The holder of a key, and whether two names are of one person.

-- name: holder
select
    k.kind as holder_type,
    k.holder,
    k.secret_sha256,
    c.scopes,
    r.role,
    case
        when k.revoked_at is not null then 'revoked'
        when k.expires_at <= clock_timestamp() then 'expired'
        when coalesce(c.disabled_at, r.disabled_at) is not null then 'disabled'
        else 'works'
    end as state
from bankagent.api_keys as k
left join bankagent.callers as c on c.name = k.caller
left join bankagent.reviewers as r on r.name = k.reviewer
where k.id = %(key_id)s::text;

-- name: is_same_person
select bankagent.person_key(%(name)s::text) = bankagent.person_key(%(other)s::text) as is_same;

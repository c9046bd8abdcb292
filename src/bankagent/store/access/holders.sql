-- Callers, reviewers and their keys, as operators list and change them.

-- name: listed
select
    h.name,
    h.scopes,
    h.role,
    k.id as key_id,
    case
        when h.disabled_at is not null then 'disabled'
        when k.id is null then 'no key'
        when k.revoked_at is not null then 'revoked'
        when k.expires_at <= clock_timestamp() then 'expired'
        else 'works'
    end as state,
    k.created_at,
    k.created_by,
    k.expires_at,
    k.revoked_at,
    k.revoked_by
from (
    select 'caller' as kind, c.name, c.scopes, null as role, c.disabled_at
    from bankagent.callers as c
    union all
    select 'reviewer' as kind, r.name, null as scopes, r.role, r.disabled_at
    from bankagent.reviewers as r
) as h
left join bankagent.api_keys as k on k.kind = h.kind and k.holder = h.name
where h.kind = %(holder_type)s::text
order by h.name asc, k.created_at desc;

-- name: add_caller
select bankagent.add_caller(%(name)s::text, %(scopes)s::text[]);

-- name: add_reviewer
select bankagent.add_reviewer(%(name)s::text, %(role)s::text);

-- name: add_reviewer_with
select bankagent.add_reviewer(%(name)s::text, %(role)s::text, %(authorities)s::jsonb);

-- name: set_email
select bankagent.set_reviewer_email(%(name)s::text, %(email)s::text);

-- name: issue
select bankagent.issue_key(
    %(holder_type)s::text,
    %(name)s::text,
    %(id)s::text,
    %(secret_sha256)s::text,
    %(lasts)s::interval
);

-- name: revoke
select bankagent.revoke_key(%(id)s::text);

-- name: disable
select bankagent.disable_holder(%(holder_type)s::text, %(name)s::text, %(disabled)s::boolean);

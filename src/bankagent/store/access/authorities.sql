-- Authorities of reviewers, as operators list, grant and end them.

-- name: of_reviewer
select
    a.authority_id,
    a.reviewer,
    a.role,
    a.request_type,
    a.desk,
    a.max_amount,
    a.currency,
    a.valid_from,
    a.valid_to,
    a.state,
    a.reason,
    a.granted_by,
    a.granted_at,
    a.ended_by,
    a.ended_at,
    a.end_reason
from ops.reviewer_authorities as a
where
    a.reviewer = %(reviewer)s::text
    and (not %(in_force)s::boolean or a.state = 'in force')
order by a.authority_id;

-- name: role_of
select r.role
from bankagent.reviewers as r
where r.name = %(reviewer)s::text;

-- name: is_demanded
select count(*) > 0 as is_demanded
from bankagent.approval_demands as d
inner join ops.reference_in_force as f on f.reference_version_id = d.reference_version_id
where f.dataset = 'approval_demands' and d.role = %(role)s::text;

-- name: grant_authority
select
    bankagent.grant_authority(
        p_reviewer => %(reviewer)s::text,
        p_role => %(role)s::text,
        p_reason => %(reason)s::text,
        p_request_type => %(request_type)s::text,
        p_max_amount => %(max_amount)s::numeric,
        p_currency => %(currency)s::text,
        p_desk => %(desk)s::text,
        p_valid_from => %(valid_from)s::timestamptz,
        p_valid_to => %(valid_to)s::timestamptz
    ) as authority_id;

-- name: end_authority
select bankagent.end_authority(%(authority_id)s::bigint, %(reason)s::text);

create or replace function ops.covers_request(
    p_reviewer text, p_request_type text, p_desk text
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from authorities as a
        inner join reviewers as r on r.name = a.reviewer and r.disabled_at is null
        where a.reviewer = p_reviewer
            and coalesce(a.request_type, p_request_type) = p_request_type
            and (a.desk is null or a.desk is not distinct from p_desk)
            and a.valid_from <= clock_timestamp()
            and coalesce(a.valid_to > clock_timestamp(), true)
            and not exists (select from authority_ends as e where e.authority_id = a.id)
    )
$$;

comment on function ops.covers_request(text, text, text) is
'Test of a reviewer: true where an authority of theirs is for a type and desk. It is in force; '
'role and limit are not asked: a reviewer reads what is over their limit, too. Example: '
'select ops.covers_request(''anna'', ''trade_review'', null).';

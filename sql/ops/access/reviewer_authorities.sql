create or replace view ops.reviewer_authorities as
select
    a.id as authority_id,
    a.reviewer,
    a.role,
    a.request_type,
    a.desk,
    a.max_amount,
    a.currency,
    a.valid_from,
    a.valid_to,
    -- As of the statement: the trigger authorities_have_real_times gives a grant a time after the
    -- start of its transaction, and now() would call it future until the commit.
    case
        when r.disabled_at is not null then 'disabled'
        when e.authority_id is not null or (
            -- A delegation ends with what it is from.
            f.id is not null and (
                l.disabled_at is not null
                or f.valid_to <= statement_timestamp()
                or fe.authority_id is not null
            )
        ) then 'ended'
        when a.valid_from > statement_timestamp() then 'future'
        when a.valid_to <= statement_timestamp() then 'past'
        else 'in force'
    end as state,
    a.reason,
    a.granted_by,
    a.granted_at,
    e.ended_by,
    e.ended_at,
    e.reason as end_reason,
    c.kind,
    case c.kind when 'delegation' then c.asked_by end as delegated_by
from bankagent.authorities as a
inner join bankagent.reviewers as r on r.name = a.reviewer
left join bankagent.authority_ends as e on e.authority_id = a.id
left join bankagent.authority_confirmations as c on c.authority_id = a.id
left join bankagent.authority_asks as k on k.id = c.ask_id
left join bankagent.authorities as f on f.id = k.from_authority_id
left join bankagent.reviewers as l on l.name = f.reviewer
left join bankagent.authority_ends as fe on fe.authority_id = f.id;

comment on view ops.reviewer_authorities is
'Authorities of reviewers: what each may decide, since when and by whom. Ended ones are listed '
'too.';
comment on column ops.reviewer_authorities.authority_id is 'Number of the authority.';
comment on column ops.reviewer_authorities.reviewer is 'Reviewer who has it.';
comment on column ops.reviewer_authorities.role is 'Role in which the reviewer votes by it.';
comment on column ops.reviewer_authorities.request_type is 'Request type; null for all.';
comment on column ops.reviewer_authorities.desk is 'Trading desk; null for all.';
comment on column ops.reviewer_authorities.max_amount is
'Largest exposure that it covers; null for no limit.';
comment on column ops.reviewer_authorities.currency is 'Currency of the amount.';
comment on column ops.reviewer_authorities.valid_from is 'Time from which it is in force (UTC).';
comment on column ops.reviewer_authorities.valid_to is
'Time until which it is in force (UTC); null where no end is set.';
comment on column ops.reviewer_authorities.state is
'State: in force, future, past, ended, or disabled where its reviewer is.';
comment on column ops.reviewer_authorities.reason is 'Reason for granting it.';
comment on column ops.reviewer_authorities.granted_by is 'Database user who granted it.';
comment on column ops.reviewer_authorities.granted_at is 'Time of the grant (UTC).';
comment on column ops.reviewer_authorities.ended_by is 'Database user who ended it.';
comment on column ops.reviewer_authorities.ended_at is 'Time of the end (UTC).';
comment on column ops.reviewer_authorities.end_reason is 'Reason for the end.';
comment on column ops.reviewer_authorities.kind is
'Kind of what people asked for: delegation or break_glass. Null for what an operator granted.';
comment on column ops.reviewer_authorities.delegated_by is
'Reviewer who delegated it; else null.';

create or replace function bankagent.voting_state(
    p_job_id bigint,
    p_attempt integer,
    out is_decided boolean,
    out status text,
    out decision text
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    ended text;
begin
    -- A rejection ends it at once, and so does a question to the caller; an escalation never does.
    select v.verdict into ended
    from votes as v
    where v.job_id = p_job_id and v.attempt = p_attempt
        and v.verdict in ('reject', 'needs_info')
    order by v.id
    limit 1;
    if ended is null
        and exists (
            select from approval_stages as s where s.job_id = p_job_id and s.attempt = p_attempt
        )
        and (current_stage(p_job_id, p_attempt)).stage is null
    then
        ended := 'approve';
    end if;

    is_decided := ended is not null;
    status := case
        when ended is null then 'awaiting_approval'
        when ended = 'needs_info' then 'needs_info'
        else 'processed'
    end;
    decision := case ended when 'approve' then 'approved' when 'reject' then 'rejected' end;
end
$$;

comment on function bankagent.voting_state(bigint, integer) is
'State of the voting on an approval. Says whether the votes so far decide it, the status to which '
'the request then moves, and the decision (null with needs_info). All stages must have their '
'votes; one rejection or question ends it. cast_vote reads it after each vote.';

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
    verdict text;
begin
    -- One vote decides. Where a policy asks for more of them, this is the place to count.
    select v.verdict into verdict
    from votes as v
    where v.job_id = p_job_id and v.attempt = p_attempt
    order by v.id
    limit 1;

    is_decided := verdict is not null;
    status := case
        when verdict is null then 'awaiting_approval'
        when verdict = 'needs_info' then 'needs_info'
        else 'processed'
    end;
    decision := case verdict when 'approve' then 'approved' when 'reject' then 'rejected' end;
end
$$;

comment on function bankagent.voting_state(bigint, integer) is
'State of the voting on an approval. Says whether the votes so far decide it, the status to which '
'the request then moves, and the decision (null with needs_info). cast_vote reads it after each '
'vote.';

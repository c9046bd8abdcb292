create or replace function bankagent.enter_findings(
    p_request bankagent.banking_requests, p_actor text, p_counts jsonb, p_goes_on boolean
)
returns bigint
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    told jsonb := jsonb_build_object('findings', p_counts);
    entry_id bigint;
begin
    if p_goes_on and p_request.status <> 'received' then
        if renew_job(p_request.id, p_request.status, p_actor, 'findings_given', told) is null then
            raise exception 'request % still has an open job: look at ops.audit_gaps', p_request.id
                using errcode = 'BA409';
        end if;
        -- The approval is on an evaluation that is replaced: what was shown is shown no more.
        update approvals
        set closed_at = now()
        where request_id = p_request.id and closed_at is null;
        return (
            select a.id from agent_audit_log as a
            where a.request_id = p_request.id
            order by a.id desc
            limit 1
        );
    end if;
    -- Callers read the result of the last entry: what they are asked for stays in it. All else of a
    -- case stays in the entry of its evaluation (180 kB where it has 1,000 requirements).
    if p_request.status <> 'received' then
        told := coalesce(
            (
                select case jsonb_typeof(a.result)
                    when 'object' then a.result || case
                        when a.result #> '{case,asked_for}' is null then '{}'
                        else jsonb_build_object(
                            'case', jsonb_build_object('asked_for', a.result #> '{case,asked_for}')
                        )
                    end
                end
                from last_told(p_request.id) as a (result)
            ),
            '{}'
        ) || told;
    end if;
    insert into agent_audit_log (
        request_id, action, actor, from_status, to_status, job_id, result
    )
    values (
        p_request.id, 'findings_noted', p_actor, p_request.status, p_request.status,
        p_request.job_id, told
    )
    returning id into entry_id;
    return entry_id;
end
$$;

comment on function bankagent.enter_findings(
    bankagent.banking_requests, text, jsonb, boolean
) is
'Enter findings of a reviewer into the audit trail; return the entry''s id. A case that waits goes '
'back to evaluation, with a new job, where p_goes_on; its approval is closed.';

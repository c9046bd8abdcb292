-- Entries up to an instant say what was known then: each row of the file belongs to one of them. A
-- transaction counts whole, by its last entry: between two of them nothing was to be seen.
-- Columns are named, so that one that is added later leaves older files as they are.
create or replace function bankagent.case_file(
    p_request_id bigint, p_at timestamptz default null
)
returns jsonb
language plpgsql volatile security definer
set search_path to bankagent, pg_temp
set timezone to 'UTC'
set datestyle to 'ISO, YMD'
as $$
declare
    request banking_requests;
    entries bigint[];
    payload_version integer;
begin
    if p_at > known_until() then
        raise exception 'at must be a time that is over%', case
            when pg_is_in_recovery() then ' and replayed on this standby'
            when current_setting('transaction_isolation') <> 'read committed'
                then ' when this transaction began'
            else ''
        end using errcode = 'BA422', column = 'at', hint = 'must be a time that is over';
    end if;
    p_at := coalesce(p_at, known_until());
    perform await_writers(p_request_id);
    select r.* into request from banking_requests as r where r.id = p_request_id;
    select
        array_agg(a.id order by a.id),
        1 + count(*) filter (where a.action = 'payload_replaced')
    into entries, payload_version
    from (
        select e.id, e.action, max(e.created_at) over (partition by e.xid) as seen_at
        from agent_audit_log as e
        where e.request_id = p_request_id
    ) as a
    where a.seen_at <= p_at;
    if request.id is null or entries is null then
        raise exception 'request % did not exist then', coalesce(p_request_id::text, 'null')
            using errcode = 'BA404';
    end if;
    if request.request_type <> 'client_onboarding' then
        raise exception 'request % is a %: only a case of client_onboarding has a file',
            p_request_id, request.request_type using errcode = 'BA409';
    end if;
    return jsonb_build_object(
        'request_id', request.id,
        'at', p_at,
        'request', jsonb_build_object(
            'client_id', request.client_id,
            'request_type', request.request_type,
            'maker', request.maker,
            'on_behalf_of', request.on_behalf_of,
            'created_at', request.created_at,
            'status', (
                select a.to_status from agent_audit_log as a
                where a.id = entries[array_upper(entries, 1)]
            ),
            'payload_version', payload_version
        ),
        'payloads', (
            select jsonb_agg(
                jsonb_build_object(
                    'version', n.version,
                    'payload', coalesce(v.payload, request.payload),
                    'sha256', ops.payload_sha256(coalesce(v.payload, request.payload))
                )
                order by n.version
            )
            from generate_series(1, payload_version) as n (version)
            left join payload_versions as v
                on v.request_id = p_request_id and v.version = n.version
        ),
        'entries', (
            select jsonb_agg(to_jsonb(a) order by a.id)
            from (
                select
                    e.id, e.action, e.actor, e.from_status, e.to_status, e.created_at, e.job_id,
                    e.attempt, e.result
                from agent_audit_log as e
                where e.id = any(entries)
            ) as a
        ),
        'evaluations', (
            select coalesce(jsonb_agg(to_jsonb(e) order by e.job_id, e.attempt), '[]')
            from (
                select
                    x.job_id, x.attempt, x.outcome, x.policy_key, x.policy_version,
                    x.policy_sha256, x.facts, x.fired, x.reference, x.known, x.created_at
                from evaluations as x
                where x.request_id = p_request_id
            ) as e
            where exists (
                select from agent_audit_log as a
                where a.id = any(entries) and (a.job_id, a.attempt) = (e.job_id, e.attempt)
            )
        ),
        'verdicts', (
            select coalesce(jsonb_agg(to_jsonb(v) order by v.id), '[]')
            from (
                select
                    x.id, x.sha256, x.verdict, x.reason_code, x.reviewer,
                    x.audit_entry_id, x.given_at
                from document_verdicts as x
                where x.request_id = p_request_id and x.audit_entry_id = any(entries)
            ) as v
        ),
        'waivers', (
            select coalesce(jsonb_agg(to_jsonb(w) order by w.id), '[]')
            from (
                select
                    x.id, x.requirement, x.party_id, x.party_sha256, x.kind, x.reason_code, x.reason,
                    x.until, x.reviewer, x.audit_entry_id, x.given_at
                from requirement_waivers as x
                where x.request_id = p_request_id and x.audit_entry_id = any(entries)
            ) as w
        ),
        'confirmations', (
            select coalesce(jsonb_agg(to_jsonb(c) order by c.waiver_id), '[]')
            from (
                select
                    x.waiver_id, x.reviewer, x.audit_entry_id, x.given_at
                from waiver_confirmations as x
                where x.request_id = p_request_id and x.audit_entry_id = any(entries)
            ) as c
        ),
        -- Those that were given in other cases too, where an evaluation of this one knew them.
        'judgements', (
            select coalesce(jsonb_agg(to_jsonb(j) order by j.id), '[]')
            from (
                select
                    x.id, x.request_id, x.party_id, x.dataset, x.entry_id, x.party_sha256,
                    x.entry_sha256, x.verdict, x.reason, x.reviewer, x.audit_entry_id,
                    x.given_at
                from screening_judgements as x
                where (x.request_id = p_request_id and x.audit_entry_id = any(entries))
                    or x.id in (
                        select (k.value ->> 'judgement_id')::bigint
                        from evaluations as e
                        cross join jsonb_path_query(
                            e.known, '$.screening_judgements[*]'
                        ) as k (value)
                        where e.request_id = p_request_id
                            and exists (
                                select from agent_audit_log as a
                                where a.id = any(entries)
                                    and (a.job_id, a.attempt) = (e.job_id, e.attempt)
                            )
                    )
            ) as j
        ),
        'votes', (
            select coalesce(jsonb_agg(to_jsonb(v) order by v.id), '[]')
            from (
                select
                    x.id, x.job_id, x.attempt, x.reviewer, x.verdict, x.reason,
                    coalesce(x.shown_digest, x.digest) as digest,
                    x.created_at
                from votes as x
                where x.request_id = p_request_id
            ) as v
            where exists (
                select from agent_audit_log as a
                where a.id = any(entries)
                    and a.action = 'voted'
                    and a.result ->> 'vote_id' = v.id::text
            )
        ),
        'decision', (
            select to_jsonb(d)
            from (
                select x.decision, x.decided_by, x.actor, x.job_id, x.attempt, x.created_at
                from decisions as x
                where x.request_id = p_request_id
            ) as d
            where exists (
                select from agent_audit_log as a
                where a.id = any(entries) and a.to_status = 'processed'
            )
        )
    );
end
$$;

comment on function bankagent.case_file(bigint, timestamptz) is
'File of a case as of a time that is over, or of now. It has all that was known then: payloads, '
'entries, evaluations, findings, votes and the decision. They come in a fixed order, from rows '
'that never change: for one time it is byte for byte the same, whenever it is asked for. '
'Example: select bankagent.case_file(7, ''2026-11-24 18:00+01''). BA404: there was no such '
'request. BA409: it is no case. BA422: the time is not over. 55P03: it is being changed.';

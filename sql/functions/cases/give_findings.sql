-- A misspelt name must not pass for a finding that was left out.
create or replace function bankagent.count_of_findings(
    p_findings jsonb, p_kind text, p_names text[]
)
returns integer
language plpgsql immutable
set search_path to bankagent, pg_temp
as $$
declare
    items jsonb := coalesce(p_findings -> p_kind, '[]');
    wrong record;
begin
    if jsonb_typeof(items) <> 'array' or exists (
        select from jsonb_array_elements(items) as e (value) where jsonb_typeof(e.value) <> 'object'
    ) or jsonb_array_length(items) > 200 then
        perform refuse_finding(p_kind, 'must be at most 200 objects');
    end if;
    select e.n - 1 as n, f.key, f.key = any(p_names) as is_known into wrong
    from jsonb_array_elements(items) with ordinality as e (value, n)
    cross join jsonb_each(e.value) as f
    where f.key <> all(p_names) or jsonb_typeof(f.value) not in ('string', 'null')
    order by e.n
    limit 1;
    if found then
        perform refuse_finding(format('%s[%s].%s', p_kind, wrong.n, wrong.key), case
            when wrong.is_known then 'must be a text'
            else 'is not a field here: leave it out'
        end);
    end if;
    return jsonb_array_length(items);
end
$$;

comment on function bankagent.count_of_findings(jsonb, text, text[]) is
'Count of the findings of a kind: verdicts, waivers or judgements. BA422: they are no array of '
'objects that have texts of these names, or more than 200.';

create or replace function bankagent.give_findings(
    p_request_id bigint,
    p_findings jsonb,
    p_actor text default null,
    p_traceparent text default null
)
returns table (status text, audit_entry_id bigint, waiver_ids bigint[])
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_reviewer(p_actor);
    request banking_requests;
    unknown_kind text;
    n_verdicts integer;
    n_waivers integer;
    n_judgements integer;
begin
    if jsonb_typeof(p_findings) is distinct from 'object' then
        perform refuse_finding('findings', 'must be an object');
    end if;
    select k.key into unknown_kind
    from jsonb_object_keys(p_findings) as k (key)
    where k.key not in ('verdicts', 'waivers', 'judgements')
    limit 1;
    if found then
        perform refuse_finding(unknown_kind, 'is not a field here: leave it out');
    end if;
    n_verdicts := count_of_findings(
        p_findings, 'verdicts', array['sha256', 'verdict', 'reason_code']
    );
    n_waivers := count_of_findings(
        p_findings, 'waivers',
        array['requirement', 'party', 'kind', 'reason_code', 'reason', 'until']
    );
    n_judgements := count_of_findings(
        p_findings, 'judgements',
        array[
            'party', 'list', 'entry_id', 'party_sha256', 'entry_sha256', 'verdict', 'reason'
        ]
    );
    perform set_traceparent(p_traceparent);
    request := lock_case(p_request_id, by_whom);
    -- A waiver changes nothing before its second person; without any finding, it is evaluated anew.
    audit_entry_id := enter_findings(
        request, by_whom,
        jsonb_build_object(
            'verdicts', n_verdicts, 'waivers', n_waivers, 'judgements', n_judgements
        ),
        n_verdicts + n_judgements > 0 or n_waivers = 0
    );
    if n_verdicts > 0 then
        perform store_verdicts(request, p_findings -> 'verdicts', by_whom, audit_entry_id);
    end if;
    if n_waivers > 0 then
        waiver_ids := store_waivers(request, p_findings -> 'waivers', by_whom, audit_entry_id);
    end if;
    if n_judgements > 0 then
        perform store_judgements(request, p_findings -> 'judgements', by_whom, audit_entry_id);
    end if;
    waiver_ids := coalesce(waiver_ids, '{}');
    status := (select r.status from banking_requests as r where r.id = p_request_id);
    return next;
end
$$;

comment on function bankagent.give_findings(bigint, jsonb, text, text) is
'Findings of a reviewer on a case that waits. For the API''s session alone. All of them are '
'stored, or none. p_findings: {"verdicts"? ([{"sha256", "verdict", "reason_code"?}]), "waivers"? '
'([{"requirement", "party"?, "kind", "reason_code", "reason", "until"?}]), "judgements"? '
'([{"party", "list", "entry_id", "party_sha256", "entry_sha256", "verdict", "reason"}])}. The case '
'goes back to evaluation with a new job, unless all are waivers, which wait for a second person. '
'Example: select * from bankagent.give_findings(7, ''{}'', ''anna''). BA403: no reviewer, the '
'maker, no authority that covers the case, or another session. BA404: there is no such request. '
'BA409: it takes no findings, or not this one. BA412: a hit has changed. BA422: a field is wrong.';

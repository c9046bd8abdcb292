create or replace function bankagent.store_verdicts(
    p_request bankagent.banking_requests, p_items jsonb, p_actor text, p_entry_id bigint
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    item record;
    place text;
begin
    for item in
        select e.n - 1 as n, e.value ->> 'sha256' as sha256, e.value ->> 'verdict' as verdict,
            e.value ->> 'reason_code' as reason_code
        from jsonb_array_elements(p_items) with ordinality as e (value, n)
    loop
        place := format('verdicts[%s].', item.n);
        if item.verdict is null or item.verdict not in ('accept', 'reject', 'ask_again') then
            perform refuse_finding(place || 'verdict', 'must be accept, reject or ask_again');
        end if;
        if item.verdict = 'accept' and item.reason_code is not null then
            perform refuse_finding(place || 'reason_code', 'must be left out where it is accepted');
        end if;
        if item.verdict <> 'accept' and (item.reason_code ~ '^[a-z][a-z0-9_]{0,39}$') is not true then
            perform refuse_finding(
                place || 'reason_code', 'must be a word of 1 to 40 small letters, digits or _'
            );
        end if;
        if item.sha256 is null or not jsonb_path_exists(
            p_request.payload, '$.documents[*] ? (@.sha256 == $sha256)',
            jsonb_build_object('sha256', item.sha256)
        ) then
            perform refuse_finding(
                place || 'sha256', 'must be the SHA-256 of a document that the payload has now'
            );
        end if;
        insert into document_verdicts (
            request_id, sha256, verdict, reason_code, reviewer, maker, on_behalf_of, audit_entry_id
        )
        values (
            p_request.id, item.sha256, item.verdict, item.reason_code, p_actor, p_request.maker,
            p_request.on_behalf_of, p_entry_id
        );
    end loop;
end
$$;

comment on function bankagent.store_verdicts(
    bankagent.banking_requests, jsonb, text, bigint
) is
'Store verdicts on documents of a locked case. BA409: a file that was rejected is accepted. BA422: '
'a field is wrong.';

create or replace function bankagent.store_waivers(
    p_request bankagent.banking_requests, p_items jsonb, p_actor text, p_entry_id bigint
)
returns bigint[]
language plpgsql
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    case_now jsonb := last_case(p_request.id);
    today date := (clock_timestamp() at time zone 'UTC')::date;
    item record;
    demand jsonb;
    place text;
    stored bigint;
    ids bigint[] := '{}';
begin
    for item in
        select e.n - 1 as n, x.*
        from jsonb_array_elements(p_items) with ordinality as e (value, n)
        cross join lateral jsonb_to_record(e.value) as x (
            requirement text, party text, kind text, reason_code text, reason text, until text
        )
    loop
        place := format('waivers[%s].', item.n);
        if item.kind is null or item.kind not in ('waived', 'deferred') then
            perform refuse_finding(place || 'kind', 'must be waived or deferred');
        end if;
        select d.value into demand
        from jsonb_array_elements(case_now -> 'requirements') as d (value)
        where d.value ->> 'requirement' = item.requirement
            and coalesce(d.value ->> 'party', 'client') = coalesce(item.party, 'client');
        if not found then
            perform refuse_finding(
                place || 'requirement', 'must be a requirement of this party in the evaluation'
            );
        end if;
        if (item.reason_code ~ '^[a-z][a-z0-9_]{0,39}$') is not true then
            perform refuse_finding(
                place || 'reason_code', 'must be a word of 1 to 40 small letters, digits or _'
            );
        end if;
        if item.reason is null or is_blank(item.reason) or char_length(item.reason) > 2000 then
            perform refuse_finding(place || 'reason', 'must say why, in 1 to 2000 characters');
        end if;
        if (item.until is null and item.kind = 'deferred') or not is_day_from(item.until, today) then
            perform refuse_finding(
                place || 'until', 'must be a day that is not over, as 2027-01-31; a deferral needs one'
            );
        end if;
        insert into requirement_waivers (
            request_id, requirement, party_id, party_sha256, kind, reason_code, reason, until, reviewer,
            maker, on_behalf_of, audit_entry_id
        )
        values (
            p_request.id, item.requirement, coalesce(item.party, 'client'),
            party_digest(case_now, demand ->> 'party'), item.kind,
            item.reason_code, item.reason, item.until::date, p_actor, p_request.maker,
            p_request.on_behalf_of, p_entry_id
        )
        returning id into stored;
        ids := ids || stored;
    end loop;
    return ids;
end
$$;

comment on function bankagent.store_waivers(
    bankagent.banking_requests, jsonb, text, bigint
) is
'Store waivers of requirements of a locked case; return their numbers. BA409: it has no '
'evaluation. BA422: a field is wrong.';

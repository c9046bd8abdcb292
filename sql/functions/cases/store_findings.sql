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
    demands jsonb := last_case(p_request.id) -> 'requirements';
    today date := (clock_timestamp() at time zone 'UTC')::date;
    item record;
    place text;
    stored bigint;
    ids bigint[] := '{}';
begin
    for item in
        select e.n - 1 as n, x.*
        from jsonb_array_elements(p_items) with ordinality as e (value, n)
        cross join lateral jsonb_to_record(e.value) as x (
            requirement text, party text, kind text, reason_code text, reason text, until date
        )
    loop
        place := format('waivers[%s].', item.n);
        if item.kind is null or item.kind not in ('waived', 'deferred') then
            perform refuse_finding(place || 'kind', 'must be waived or deferred');
        end if;
        if not exists (
            select
            from jsonb_array_elements(demands) as d (value)
            where d.value ->> 'requirement' = item.requirement
                and coalesce(d.value ->> 'party', 'client') = coalesce(item.party, 'client')
        ) then
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
        if item.until < today or (item.kind = 'deferred' and item.until is null) then
            perform refuse_finding(
                place || 'until', 'must be a day that is not over; a deferral needs one'
            );
        end if;
        insert into requirement_waivers (
            request_id, requirement, party_id, kind, reason_code, reason, until, reviewer, maker,
            on_behalf_of, audit_entry_id
        )
        values (
            p_request.id, item.requirement, coalesce(item.party, 'client'), item.kind,
            item.reason_code, item.reason, item.until, p_actor, p_request.maker,
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

create or replace function bankagent.store_judgements(
    p_request bankagent.banking_requests, p_items jsonb, p_actor text, p_entry_id bigint
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    screenings jsonb := last_case(p_request.id) -> 'screenings';
    item record;
    hit record;
    place text;
begin
    for item in
        select e.n - 1 as n, x.*
        from jsonb_array_elements(p_items) with ordinality as e (value, n)
        cross join lateral jsonb_to_record(e.value) as x (
            party text, list text, entry_id text, party_sha256 text, entry_sha256 text, verdict text,
            reason text
        )
    loop
        place := format('judgements[%s].', item.n);
        if item.verdict is null or item.verdict not in ('cleared', 'confirmed') then
            perform refuse_finding(place || 'verdict', 'must be cleared or confirmed');
        end if;
        if item.reason is null or is_blank(item.reason) or char_length(item.reason) > 2000 then
            perform refuse_finding(place || 'reason', 'must say why, in 1 to 2000 characters');
        end if;
        select s.value ->> 'party_sha256' as party_sha256, h.value ->> 'entry_sha256' as entry_sha256,
            'agrees' in (h.value ->> 'date_of_birth', h.value ->> 'identifier') as is_strong
        into hit
        from jsonb_array_elements(screenings) as s (value)
        cross join lateral jsonb_array_elements(s.value -> 'hits') as h (value)
        where s.value ->> 'party' = item.party
            and h.value ->> 'list' = item.list
            and h.value ->> 'entry_id' = item.entry_id;
        if not found then
            perform refuse_finding(place || 'entry_id', 'must be an entry that hit this party');
        end if;
        if (hit.party_sha256, hit.entry_sha256)
            is distinct from (item.party_sha256, item.entry_sha256)
        then
            raise exception 'the party or the entry of judgements[%] has changed since it was read: read '
                'the case again', item.n using errcode = 'BA412';
        end if;
        if item.verdict = 'confirmed' and hit.is_strong is not true then
            raise exception 'judgements[%] is on a name alone: it is confirmed only where a day of birth '
                'or an identifier agrees', item.n using errcode = 'BA409';
        end if;
        insert into screening_judgements (
            request_id, party_id, dataset, entry_id, party_sha256, entry_sha256, verdict, reason,
            reviewer, maker, on_behalf_of, audit_entry_id
        )
        values (
            p_request.id, item.party, item.list, item.entry_id, hit.party_sha256, hit.entry_sha256,
            item.verdict, item.reason, p_actor, p_request.maker, p_request.on_behalf_of, p_entry_id
        );
    end loop;
end
$$;

comment on function bankagent.store_judgements(
    bankagent.banking_requests, jsonb, text, bigint
) is
'Store judgements of hits of a locked case. BA409: it has no evaluation, or a name alone is '
'confirmed. BA412: the party or the entry has changed. BA422: a field is wrong.';

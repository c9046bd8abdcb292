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
    confirmed_by text;
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
        -- What one reviewer has confirmed, no other one clears alone.
        select j.reviewer into confirmed_by
        from screening_judgements as j
        where j.dataset = item.list
            and j.entry_id = item.entry_id
            and j.party_sha256 = hit.party_sha256
            and j.entry_sha256 = hit.entry_sha256
            and j.verdict = 'confirmed'
            and person_key(j.reviewer) <> person_key(p_actor)
        order by j.id desc
        limit 1;
        if found and item.verdict = 'cleared' then
            raise exception 'judgements[%] was confirmed by %: they alone can withdraw it',
                item.n, confirmed_by using errcode = 'BA409';
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

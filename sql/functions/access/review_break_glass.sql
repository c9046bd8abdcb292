create or replace function bankagent.break_glass_fault(p_ask_id bigint, p_reviewer text)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case
        when person_key(p_reviewer) = person_key(c.holder)
            then format('%s had it: another person must', p_reviewer)
        when not has_own_authority(p_reviewer, a.request_type) then format(
            '%s has no authority of their own in force for %s', p_reviewer,
            coalesce('the type ' || a.request_type, 'all types')
        )
        when is_in_force(a) then format(
            'it is in force until %s UTC',
            to_char(a.valid_to at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
        )
    end
    from authority_confirmations as c
    inner join authorities as a on a.id = c.authority_id
    where c.ask_id = p_ask_id
$$;

comment on function bankagent.break_glass_fault(bigint, text) is
'Fault for which a reviewer does not review break-glass, as a clause. Null where they may.';

create or replace function bankagent.review_break_glass(
    p_ask_id bigint, p_verdict text, p_note text, p_actor text default null
)
returns void
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := lending_reviewer(p_actor);
    confirmed authority_confirmations;
    fault text;
begin
    if p_verdict is null or p_verdict not in ('justified', 'not_justified') then
        raise exception 'verdict must be justified or not_justified' using
            errcode = 'BA422', column = 'verdict', hint = 'must be justified or not_justified';
    end if;
    if p_note is null or is_blank(p_note) or char_length(p_note) > 2000 then
        raise exception 'note must say what was found, in 1 to 2000 characters' using
            errcode = 'BA422', column = 'note',
            hint = 'must say what was found, in 1 to 2000 characters';
    end if;
    select c.* into confirmed
    from authority_confirmations as c
    where c.ask_id = p_ask_id and c.kind = 'break_glass';
    if not found then
        raise exception 'ask % is no break-glass that was confirmed', coalesce(p_ask_id::text, 'null')
            using errcode = 'BA404';
    end if;
    fault := break_glass_fault(p_ask_id, by_whom);
    if fault is not null then
        raise exception '% may not review break-glass %: %', by_whom, p_ask_id, fault
            using errcode = 'BA403';
    end if;
    insert into break_glass_reviews (ask_id, holder, verdict, note, reviewed_by)
    values (p_ask_id, confirmed.holder, p_verdict, p_note, by_whom)
    on conflict (ask_id) do nothing;
    if not found then
        raise exception 'break-glass % is reviewed already', p_ask_id using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.review_break_glass(bigint, text, text, text) is
'Review break-glass after it has ended: justified or not_justified, with a note. For the API''s '
'session alone. Example: select bankagent.review_break_glass(3, ''justified'', ''No senior was '
'here'', ''ben''). BA403: its holder, one without an authority of their own, it is still in force, '
'or another session. BA404: there is none. BA409: it is reviewed already. BA422: a field is wrong.';

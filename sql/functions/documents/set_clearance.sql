create or replace function bankagent.set_clearance(
    p_kind text,
    p_holder text,
    p_classification text,
    p_reason text,
    p_client_id text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong record;
    known boolean;
    number_of_it bigint;
begin
    select c.field, c.expected into wrong
    from (
        values
        (
            'kind', 'must be caller or reviewer',
            coalesce(p_kind in ('caller', 'reviewer'), false)
        ),
        (
            'classification', 'must be public, internal, confidential or mnpi',
            classification_level(p_classification) is not null
        ),
        (
            'reason', 'must say why, in 1 to 500 characters',
            coalesce(char_length(p_reason) <= 500 and not is_blank(p_reason), false)
        ),
        (
            'client_id', 'must be a string of 1 to 64 characters, or null for all clients',
            p_client_id is null or (char_length(p_client_id) <= 64 and not is_blank(p_client_id))
        )
    ) as c (field, expected, holds)
    where not c.holds
    limit 1;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;
    if p_kind = 'caller' then
        perform from callers as c where c.name = p_holder;
    else
        perform from reviewers as r where r.name = p_holder;
    end if;
    known := found;
    if not known then
        raise exception 'there is no % called %', p_kind, coalesce(p_holder, 'null')
            using errcode = 'BA404';
    end if;
    if person_key(session_user) = person_key(p_holder) then
        raise exception '% may not clear %, the same person: another operator must',
            session_user, p_holder using errcode = 'BA403';
    end if;
    insert into document_clearances (kind, holder, client_id, classification, reason)
    values (p_kind, p_holder, p_client_id, p_classification, p_reason)
    returning id into number_of_it;
    return number_of_it;
end
$$;

comment on function bankagent.set_clearance(text, text, text, text, text) is
'Set up to which classification a caller or reviewer reads documents. Returns the number of the '
'clearance, which is in force until the next one of this holder and client. Null for p_client_id '
'is all clients that have no clearance of their own. Example: select '
'bankagent.set_clearance(''reviewer'', ''anna'', ''mnpi'', ''Wall-crossed, project Oak'', '
'''CUST-1042''). BA403: the holder is the database user itself. BA404: there is no such holder. '
'BA422: a field is wrong.';

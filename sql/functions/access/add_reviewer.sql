create or replace function bankagent.add_reviewer(p_name text, p_role text, p_authorities jsonb)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    is_new boolean;
    one jsonb;
    ending bigint;
begin
    if not coalesce(p_role ~ '^[a-z][a-z0-9_]{0,39}$' and p_role <> 'any', false) then
        raise exception 'role must be 1 to 40 of a-z 0-9 _ and begin with a letter, for example '
            'compliance, and is not any' using
            errcode = 'BA422',
            column = 'role',
            hint = 'must be 1 to 40 of a-z 0-9 _ and begin with a letter, for example compliance, '
            'and is not any';
    end if;
    if jsonb_typeof(p_authorities) is distinct from 'array' or exists (
        select from jsonb_array_elements(p_authorities) as e (value)
        where jsonb_typeof(e.value) <> 'object'
    ) then
        raise exception 'authorities must be an array of objects' using
            errcode = 'BA422', column = 'authorities', hint = 'must be an array of objects';
    end if;
    insert into reviewers (name, role)
    values (checked_name(p_name), p_role)
    on conflict (name) do nothing;
    is_new := found;
    if not is_new then
        update reviewers set role = p_role where name = p_name and role <> p_role;
    end if;
    for ending in
        select a.id
        from authorities as a
        where a.reviewer = p_name
            and not exists (select from authority_ends as e where e.authority_id = a.id)
        order by a.id
    loop
        perform end_authority(ending, 'Added again with other authorities.');
    end loop;
    for one in select e.value from jsonb_array_elements(p_authorities) as e (value) loop
        perform grant_authority(
            p_name,
            p_role,
            'Added as a reviewer.',
            one ->> 'request_type',
            (one ->> 'max_amount')::numeric,
            one ->> 'currency',
            one ->> 'desk',
            (one ->> 'valid_from')::timestamptz,
            (one ->> 'valid_to')::timestamptz
        );
    end loop;
    return is_new;
end
$$;

comment on function bankagent.add_reviewer(text, text, jsonb) is
'Add a person who may vote, or change the role of one; true where they are new. What they may '
'decide is p_authorities from now on, and what was in force has ended. p_authorities: '
'[{"request_type"?, "max_amount"?, "currency"?, "desk"?, "valid_from"?, "valid_to"?}]. Example: '
'select bankagent.add_reviewer(''anna'', ''compliance'', ''[{"request_type": "trade_review", '
'"max_amount": 50000000, "currency": "USD"}]''). BA409: the name is another spelling of a '
'reviewer''s. BA422: a field is wrong.';

create or replace function bankagent.add_reviewer(p_name text, p_role text)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    kept jsonb := '[{}]';
begin
    -- The same again changes nothing: whose authorities an operator has ended gets none back by it.
    if exists (select from reviewers as r where r.name = p_name and r.role = p_role) then
        return false;
    end if;
    -- Another role lifts no limit. What a reviewer has from another one is not theirs to keep.
    if exists (select from reviewers as r where r.name = p_name) then
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'request_type', a.request_type,
                    'max_amount', a.max_amount,
                    'currency', a.currency,
                    'desk', a.desk,
                    'valid_from', case when a.valid_from > clock_timestamp() then a.valid_from end,
                    'valid_to', a.valid_to
                )
                order by a.id
            ),
            '[]'
        )
        into kept
        from authorities as a
        where a.reviewer = p_name
            and coalesce(a.valid_to > clock_timestamp(), true)
            and not exists (select from authority_ends as e where e.authority_id = a.id)
            and not exists (select from reviewers as r where r.name = a.granted_by);
    end if;
    return add_reviewer(p_name, p_role, kept);
end
$$;

comment on function bankagent.add_reviewer(text, text) is
'Add a person who may vote, or change the role of one; true where they are new. A new one may '
'decide all request types without a limit; another role keeps the types, limits, desks and days of '
'the old one. '
'Existing keys stay valid. Example: select bankagent.add_reviewer(''anna'', ''compliance''). '
'BA409: the name is another spelling of a reviewer''s. BA422: the name or the role is wrong.';

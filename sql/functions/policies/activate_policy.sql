create or replace function bankagent.activate_policy(
    p_key text,
    p_version integer,
    p_reason text,
    p_active_from timestamptz default null,
    p_actor text default null
)
returns bankagent.policy_activations
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    activator text := checked_person(p_actor);
    author text;
    activation policy_activations;
begin
    select p.created_by into author
    from policies as p
    where p.key = p_key and p.version = p_version;
    if not found then
        raise exception 'there is no version % of policy %', p_version, p_key
            using errcode = 'BA404';
    end if;
    if person_key(author) = person_key(activator) then
        raise exception 'version % of % is by %, who may not activate it: another person must',
            p_version, p_key, author using errcode = 'BA403';
    end if;
    if not coalesce(char_length(p_reason) between 1 and 500 and not is_blank(p_reason), false) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    insert into policy_activations (key, version, author, active_from, activated_by, reason)
    values (p_key, p_version, author, p_active_from, activator, p_reason)
    returning * into activation;
    return activation;
exception
    when unique_violation then
        raise exception 'another version of policy % is activated from that time on', p_key
            using errcode = 'BA409';
end
$$;

comment on function bankagent.activate_policy(text, integer, text, timestamptz, text) is
'Put a policy version in force, at once or from a time on. The next one retires it. Its author may '
'not, and its last lint and test must have passed. An earlier version may be activated again. '
'Example: select * from bankagent.activate_policy(''trade_review'', 1, ''Signed by compliance.''). '
'BA403: you may not. BA404: there is no such version. BA409: a check has not passed. BA422: the '
'reason or the time is wrong.';

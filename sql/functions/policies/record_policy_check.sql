create or replace function bankagent.record_policy_check(
    p_key text,
    p_version integer,
    p_kind text,
    p_passed boolean,
    p_report jsonb,
    p_actor text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    checker text := checked_person(p_actor);
    check_id bigint;
begin
    if p_kind is null or p_kind not in ('lint', 'test') then
        raise exception 'kind must be lint or test' using
            errcode = 'BA422', column = 'kind', hint = 'must be lint or test';
    end if;
    if p_passed is null then
        raise exception 'passed must be true or false' using
            errcode = 'BA422', column = 'passed', hint = 'must be true or false';
    end if;
    if not coalesce(
        jsonb_typeof(p_report) = 'object' and octet_length(p_report::text) <= 1048576, false
    ) then
        raise exception 'report must be a JSON object of at most 1 MiB' using
            errcode = 'BA422', column = 'report', hint = 'must be a JSON object of at most 1 MiB';
    end if;
    insert into policy_checks (key, version, sha256, kind, passed, report, checked_by)
    select p.key, p.version, p.sha256, p_kind, p_passed, p_report, checker
    from policies as p
    where p.key = p_key and p.version = p_version
    returning id into check_id;
    if not found then
        raise exception 'there is no version % of policy %', p_version, p_key
            using errcode = 'BA404';
    end if;
    return check_id;
end
$$;

comment on function bankagent.record_policy_check(text, integer, text, boolean, jsonb, text) is
'Record that a policy version passed or failed its lint or test. `bankagent policy` makes the '
'report. Example: select bankagent.record_policy_check(''trade_review'', 1, ''lint'', true, '
'''{}''). BA403: you may not. BA404: there is no such version. BA422: an argument is wrong.';

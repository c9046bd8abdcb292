create or replace function bankagent.refuse_finding(p_field text, p_expected text)
returns void
language plpgsql immutable
set search_path to bankagent, pg_temp
as $$
begin
    raise exception '% %', p_field, p_expected using
        errcode = 'BA422', column = p_field, hint = p_expected;
end
$$;

comment on function bankagent.refuse_finding(text, text) is
'Refuse a finding. Names the field and what is expected of it. BA422.';

create or replace function bankagent.lock_case(p_request_id bigint, p_reviewer text)
returns bankagent.banking_requests
language plpgsql
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    request banking_requests := lock_request(p_request_id);
    fault text;
begin
    if request.request_type <> 'client_onboarding' then
        raise exception 'request % is a %: findings are on cases of client_onboarding',
            p_request_id, request.request_type using errcode = 'BA409';
    end if;
    perform check_decider(request, p_reviewer);
    fault := finding_fault(request, p_reviewer);
    if fault is not null then
        raise exception '% may not judge request %: %', p_reviewer, p_request_id, fault
            using errcode = 'BA403';
    end if;
    if not exists (
        select
        from request_moves as m
        where m.action = 'findings_noted' and m.from_status = request.status
    ) then
        raise exception 'request % is %: it takes no findings', p_request_id, request.status
            using errcode = 'BA409';
    end if;
    -- An attempt in hand has looked up what people found before, and would decide without this.
    if request.status = 'received' and not exists (
        select from procrastinate_jobs as j where j.id = request.job_id and j.status = 'todo'
    ) then
        raise exception 'request % is being evaluated: give the findings again in a moment',
            p_request_id using errcode = 'BA409';
    end if;
    return request;
end
$$;

comment on function bankagent.lock_case(bigint, text) is
'Lock a case that takes findings of this reviewer; return it. BA403: the reviewer made it, it was '
'made on their behalf, or no authority of theirs covers it. BA404: there is no such request. '
'BA409: it is of another type, ended, or being evaluated.';

create or replace function bankagent.last_case(p_request_id bigint)
returns jsonb
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    case_now jsonb;
begin
    select case jsonb_typeof(e.known) when 'object' then e.known -> 'case' end into case_now
    from evaluations as e
    where e.request_id = p_request_id
    order by e.job_id desc, e.attempt desc
    limit 1;
    if jsonb_typeof(case_now -> 'requirements') is distinct from 'array'
        or jsonb_typeof(case_now -> 'screenings') is distinct from 'array'
    then
        raise exception 'request % has not been evaluated: its requirements and hits are not known',
            p_request_id using errcode = 'BA409';
    end if;
    return case_now;
end
$$;

comment on function bankagent.last_case(bigint) is
'Assessment of a case by its last evaluation, as JSON. BA409: there is none yet.';

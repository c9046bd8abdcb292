create or replace function bankagent.stop_decisions(
    p_request_type text, p_reason text, p_actor text default null
)
returns bankagent.stops
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    stopped stops;
begin
    if p_request_type is not null
        and not exists (select from request_types as t where t.name = p_request_type)
    then
        raise exception 'there is no request type called %', p_request_type
            using errcode = 'BA404';
    end if;
    if not coalesce(char_length(p_reason) between 1 and 500 and not is_blank(p_reason), false) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    insert into stops (request_type, reason, stopped_by)
    values (p_request_type, p_reason, by_whom)
    on conflict (coalesce(request_type, '')) where lifted_at is null do nothing
    returning * into stopped;
    if not found then
        raise exception 'automatic decisions of % are stopped already',
            coalesce(p_request_type, 'all types') using errcode = 'BA409';
    end if;
    return stopped;
end
$$;

comment on function bankagent.stop_decisions(text, text, text) is
'Stop automatic decisions of a request type, or of all (null): people decide. Once it is '
'committed, no policy decides, attempts in hand included. Example: select * from '
'bankagent.stop_decisions(null, ''Wrong rates.''). BA404: there is no such type. BA409: stopped '
'already. BA422: no reason.';

create or replace function bankagent.lift_stop(p_request_type text, p_actor text default null)
returns bankagent.stops
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    stopped stops;
begin
    select * into stopped
    from stops as s
    where s.request_type is not distinct from p_request_type and s.lifted_at is null
    for no key update;
    if not found then
        raise exception 'automatic decisions of % are not stopped',
            coalesce(p_request_type, 'all types') using errcode = 'BA409';
    end if;
    if person_key(stopped.lift_asked_by) = person_key(by_whom) then
        raise exception 'lifting a stop takes two people, and % has asked already',
            stopped.lift_asked_by
            using errcode = 'BA403';
    end if;
    if stopped.lift_asked_by is null then
        update stops as s
        set lift_asked_at = clock_timestamp(), lift_asked_by = by_whom
        where s.id = stopped.id
        returning * into stopped;
    else
        update stops as s
        set lifted_at = clock_timestamp(), lifted_by = by_whom
        where s.id = stopped.id
        returning * into stopped;
    end if;
    return stopped;
end
$$;

comment on function bankagent.lift_stop(text, text) is
'Lift a stop of automatic decisions. The first person asks, a second one lifts it. Example: select '
'* from bankagent.lift_stop(null). BA403: you have asked already. BA409: there is no such stop.';

create or replace function bankagent.note_reading(p_request_id bigint, p_actor text default null)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
begin
    if not exists (select from banking_requests as r where r.id = p_request_id) then
        raise exception 'there is no request %', p_request_id using errcode = 'BA404';
    end if;
    -- A page that follows changes asks for itself again: that is one reading.
    insert into request_readings (request_id, reader)
    select p_request_id, by_whom
    where not exists (
        select
        from request_readings as n
        where n.request_id = p_request_id
            and n.reader = by_whom
            and n.read_at > clock_timestamp() - interval '15 minutes'
    );
    return found;
end
$$;

comment on function bankagent.note_reading(bigint, text) is
'Note that a person read a request with data about persons. Returns true where a row was written. '
'A second reading within 15 minutes is the same one. Example: select '
'bankagent.note_reading(7, ''anna''). BA403: another actor than the session may name. BA404: there '
'is no such request.';

create or replace function bankagent.check_needs_info(p_request bankagent.banking_requests)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    if p_request.status <> 'needs_info' then
        raise exception 'request % is %: only one that is needs_info takes another payload or an '
            'answer; %',
            p_request.id, p_request.status,
            case
                when (select s.is_final from request_statuses as s where s.status = p_request.status)
                    then 'submit a new request'
                else 'cancel it and submit a new one'
            end
            using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.check_needs_info(bankagent.banking_requests) is
'Refuse a request that is not needs_info. BA409.';

create or replace function bankagent.keep_payload(
    p_request bankagent.banking_requests, p_payload jsonb, p_author text
)
returns jsonb
language sql
set search_path to bankagent, pg_temp
as $$
    insert into payload_versions (request_id, version, payload, replaced_by)
    select p_request.id, count(*) + 1, p_request.payload, p_author
    from payload_versions as v
    where v.request_id = p_request.id
    returning jsonb_build_object(
        'version', version + 1,
        'old_sha256', ops.payload_sha256(payload),
        'new_sha256', ops.payload_sha256(p_payload)
    )
$$;

comment on function bankagent.keep_payload(bankagent.banking_requests, jsonb, text) is
'Keep the payload of a request as a version; return what its entry says. The '
'caller holds the lock of the request.';

create or replace function bankagent.replace_payload(
    p_request_id bigint,
    p_payload jsonb,
    p_actor text default null,
    p_traceparent text default null
)
returns integer
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    request banking_requests;
    entry jsonb;
begin
    if jsonb_typeof(p_payload) is distinct from 'object' then
        raise exception 'payload must be a JSON object' using
            errcode = 'BA422', column = 'payload', hint = 'must be a JSON object';
    elsif not has_few_long_numbers(p_payload) then
        raise exception 'payload must have at most 8 numbers of more than 40 digits' using
            errcode = 'BA422',
            column = 'payload',
            hint = 'must have at most 8 numbers of more than 40 digits';
    end if;
    perform set_traceparent(p_traceparent);
    request := lock_request(p_request_id);
    perform check_needs_info(request);
    entry := keep_payload(request, p_payload, by_whom);
    if renew_job(
        p_request_id, 'needs_info', by_whom, 'payload_replaced', entry, p_payload
    ) is null then
        raise exception 'request % still has an open job: look at ops.audit_gaps', p_request_id
            using errcode = 'BA409';
    end if;
    return (entry ->> 'version')::integer;
end
$$;

comment on function bankagent.replace_payload(bigint, jsonb, text, text) is
'Replace the payload of a request that is needs_info, and give it a new job. The payload before '
'stays in payload_versions. Returns the number of the new version. Example: select '
'bankagent.replace_payload(7, ''{"symbol": "AAPL", "side": "buy"}''). BA404: there is no such '
'request. BA409: it is not needs_info. BA422: the payload is not an object.';

create or replace function bankagent.answer_sha256(
    p_request_id bigint, p_text text, p_payload jsonb
)
returns text
language sql immutable
set search_path to bankagent, pg_temp
return encode(
    sha256(convert_to(jsonb_build_array('answer', p_request_id, p_text, p_payload)::text, 'UTF8')),
    'hex'
);

comment on function bankagent.answer_sha256(bigint, text, jsonb) is
'SHA-256, in hex, of an answer, for its idempotency key.';

create or replace function bankagent.answer_before(
    p_author text, p_key text, p_request_id bigint, p_sha256 text
)
returns bigint
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    sent record;
    found_id bigint;
begin
    -- Before all other locks. The update has a replay wait for a standby, as the first call did.
    insert into idempotency_keys as k (caller, key, request_id, body_sha256)
    values (p_author, p_key, p_request_id, p_sha256)
    on conflict (caller, key) do update set seen_at = clock_timestamp()
    returning k.request_id, k.body_sha256 into sent;
    if sent.body_sha256 <> p_sha256 then
        raise exception 'this Idempotency-Key was used with another body, for request %: take a new '
            'key', sent.request_id using errcode = 'BA409';
    end if;
    select a.id into found_id
    from request_answers as a
    where a.author = p_author and a.idempotency_key = p_key;
    return found_id;
end
$$;

comment on function bankagent.answer_before(text, text, bigint, text) is
'Answer that was given under a key; null where the key is new. Takes the lock of the key. BA409: '
'the key was used with another body.';

create or replace function bankagent.answer_request(
    p_request_id bigint,
    p_text text default null,
    p_payload jsonb default null,
    p_actor text default null,
    p_traceparent text default null,
    p_key text default null
)
returns table (answer_id bigint, payload_version integer, status text, is_replay boolean)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_actor(p_actor);
    sha256 text;
    request banking_requests;
    asking_vote bigint;
    entry jsonb := '{}';
begin
    if num_nulls(p_text, p_payload) = 2
        or is_blank(coalesce(p_text, '-')) or char_length(p_text) > 4000
    then
        raise exception 'text must have 1 to 4000 characters, unless a payload is given' using
            errcode = 'BA422',
            column = 'text',
            hint = 'must have 1 to 4000 characters, unless a payload is given';
    end if;
    if jsonb_typeof(p_payload) <> 'object' then
        raise exception 'payload must be a JSON object' using
            errcode = 'BA422', column = 'payload', hint = 'must be a JSON object';
    elsif not has_few_long_numbers(p_payload) then
        raise exception 'payload must have at most 8 numbers of more than 40 digits' using
            errcode = 'BA422',
            column = 'payload',
            hint = 'must have at most 8 numbers of more than 40 digits';
    end if;
    perform set_traceparent(p_traceparent);
    sha256 := answer_sha256(p_request_id, p_text, p_payload);
    if p_key is not null then
        answer_id := answer_before(by_whom, p_key, p_request_id, sha256);
    end if;
    is_replay := answer_id is not null;
    if not is_replay then
        request := lock_request(p_request_id);
        perform check_needs_info(request);
        select max(v.id) into asking_vote
        from votes as v
        where v.request_id = p_request_id
            and v.job_id = request.job_id
            and v.verdict = 'needs_info';
        if p_payload is null and asking_vote is null then
            raise exception 'request % waits for another payload, as its policy says: words alone '
                'change nothing', p_request_id using errcode = 'BA409';
        end if;
        if p_payload is not null then
            entry := keep_payload(request, p_payload, by_whom);
        end if;
        insert into request_answers (
            request_id, job_id, vote_id, author, text, payload_version, idempotency_key, body_sha256
        )
        values (
            p_request_id, request.job_id, asking_vote, by_whom, p_text,
            (entry ->> 'version')::integer, p_key, sha256
        )
        returning id into answer_id;
        if renew_job(
            p_request_id, 'needs_info', by_whom,
            case when p_payload is null then 'answered' else 'payload_replaced' end,
            entry || jsonb_build_object('answer_id', answer_id),
            p_payload
        ) is null then
            raise exception 'request % still has an open job: look at ops.audit_gaps', p_request_id
                using errcode = 'BA409';
        end if;
    end if;
    select r.status, 1 + count(v.version) into status, payload_version
    from banking_requests as r
    left join payload_versions as v on v.request_id = r.id
    where r.id = p_request_id
    group by r.id;
    return next;
end
$$;

comment on function bankagent.answer_request(bigint, text, jsonb, text, text, text) is
'Answer a request that is needs_info, in words or with another payload. Gives it a new job. Words '
'alone answer a question of a reviewer, and leave the payload. p_key is an idempotency key: '
'the same call again returns the same answer. Returns the number of the answer, the version of the '
'payload now, the status, and whether it was a replay. Example: select * from '
'bankagent.answer_request(7, ''Desk 7 confirmed the rate.''). BA404: there is no such request. '
'BA409: it is not needs_info, words do not do, or the key was used with another body. BA422: a '
'field is wrong.';

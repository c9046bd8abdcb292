create or replace function bankagent.payload_author(p_request_id bigint)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- The row of an earlier payload names the author of the next.
    return coalesce(
        (
            select v.replaced_by
            from payload_versions as v
            where v.request_id = p_request_id
            order by v.version desc
            limit 1
        ),
        ''
    );
end
$$;

comment on function bankagent.payload_author(bigint) is
'Author of the present payload, where an earlier one was replaced. Else empty.';

create or replace function bankagent.has_answered(p_request_id bigint, p_reviewer text)
returns boolean
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return exists (
        select
        from request_answers as a
        where a.request_id = p_request_id and person_key(a.author) = person_key(p_reviewer)
    );
end
$$;

comment on function bankagent.has_answered(bigint, text) is
'Test of a reviewer: true where they answered a question about the request.';

create or replace function bankagent.decider_fault(
    p_request bankagent.banking_requests, p_reviewer text
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- A maker may be a person: who submits by SQL has a login of their own, and a caller may be named
    -- after the one who runs it.
    return case
        when person_key(p_request.maker) = person_key(p_reviewer) then format(
            '%s made request %s, and %s may not decide on it: another reviewer must',
            p_request.maker, p_request.id, p_reviewer
        )
        when person_key(p_request.on_behalf_of) = person_key(p_reviewer) then format(
            'request %s was made on behalf of %s, who may not decide on it: another reviewer must',
            p_request.id, p_reviewer
        )
        when person_key(payload_author(p_request.id)) = person_key(p_reviewer) then format(
            'the payload of request %s is by %s, who may not decide on it: another reviewer must',
            p_request.id, p_reviewer
        )
        when has_answered(p_request.id, p_reviewer) then format(
            'the answer about request %s is by %s, who may not decide on it: another reviewer must',
            p_request.id, p_reviewer
        )
    end;
end
$$;

comment on function bankagent.decider_fault(bankagent.banking_requests, text) is
'Fault for which a reviewer never decides on a request; null where there is none. They made it, it '
'was made for them, or its payload or an answer is theirs. Names are compared by person_key.';

create or replace function bankagent.check_decider(
    p_request bankagent.banking_requests, p_reviewer text
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    fault text := decider_fault(p_request, p_reviewer);
begin
    if fault is not null then
        raise exception '%', fault using errcode = 'BA403';
    end if;
end
$$;

comment on function bankagent.check_decider(bankagent.banking_requests, text) is
'Refuse a reviewer who made a request, its payload or an answer. Refuses the person of '
'on_behalf_of, too. Votes on requests '
'and proposals, and the closing of an exception, ask it. BA403.';

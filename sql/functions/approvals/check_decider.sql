create or replace function bankagent.check_decider(
    p_request bankagent.banking_requests, p_reviewer text
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- A maker may be a person: who submits by SQL has a login of their own, and a caller may be named
    -- after the one who runs it.
    if person_key(p_request.maker) = person_key(p_reviewer) then
        raise exception '% made request %, and % may not decide on it: another reviewer must',
            p_request.maker, p_request.id, p_reviewer using errcode = 'BA403';
    end if;
    if person_key(p_request.on_behalf_of) = person_key(p_reviewer) then
        raise exception 'request % was made on behalf of %, who may not decide on it: another '
            'reviewer must', p_request.id, p_reviewer using errcode = 'BA403';
    end if;
end
$$;

comment on function bankagent.check_decider(bankagent.banking_requests, text) is
'Refuse a reviewer who made a request, or for whom it was made. Names are compared by person_key. '
'Votes on requests and proposals, and the closing of an exception, ask it. BA403.';

-- Four verbs take a traceparent, as one more argument that may be left out: the calls of the
-- version before still find them. The old functions must go, for with both a call would be
-- ambiguous; the new ones stand here without a body, so that they can be given the rights that a
-- DBA gave the old ones.
create function bankagent.cancel_request(
    p_request_id bigint, p_actor text default null, p_traceparent text default null
)
returns void language plpgsql as 'begin end';

create function bankagent.requeue_request(
    p_request_id bigint, p_actor text default null, p_traceparent text default null
)
returns bigint language plpgsql as 'begin end';

create function bankagent.replace_payload(
    p_request_id bigint,
    p_payload jsonb,
    p_actor text default null,
    p_traceparent text default null
)
returns integer language plpgsql as 'begin end';

create function bankagent.cast_vote(
    p_request_id bigint,
    p_verdict text,
    p_reason text,
    p_digest text,
    p_actor text default null,
    p_traceparent text default null
)
returns table (vote_id bigint, status text, decision text) language plpgsql as 'begin end';

do $$
declare
    given record;
begin
    for given in
        select
            verbs.new_one, acl.grantee, acl.is_grantable
        from (
            values
            ('bankagent.cancel_request(bigint, text)', 'bankagent.cancel_request(bigint, text, text)'),
            (
                'bankagent.requeue_request(bigint, text)',
                'bankagent.requeue_request(bigint, text, text)'
            ),
            (
                'bankagent.replace_payload(bigint, jsonb, text)',
                'bankagent.replace_payload(bigint, jsonb, text, text)'
            ),
            (
                'bankagent.cast_vote(bigint, text, text, text, text)',
                'bankagent.cast_vote(bigint, text, text, text, text, text)'
            )
        ) as verbs (old_one, new_one)
        inner join pg_catalog.pg_proc as p on p.oid = to_regprocedure(verbs.old_one)
        cross join lateral pg_catalog.aclexplode(p.proacl) as acl
        where acl.grantee <> 0 and acl.grantee <> p.proowner
    loop
        execute format(
            'grant execute on function %s to %s%s', given.new_one, given.grantee::regrole,
            case when given.is_grantable then ' with grant option' else '' end
        );
    end loop;
end
$$;

drop function if exists bankagent.cancel_request(bigint, text);
drop function if exists bankagent.requeue_request(bigint, text);
drop function if exists bankagent.replace_payload(bigint, jsonb, text);
drop function if exists bankagent.cast_vote(bigint, text, text, text, text);

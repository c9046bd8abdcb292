-- They return a code beside each sentence now, and so are made anew by the files of ops/. What a
-- program compared before stays: the columns keep their names, their order and their sentences.
-- The view is not dropped, but empty until then: a bank's rights on it and views over it stay.
create or replace view ops.audit_gaps_lately as
select null::bigint as request_id, null::bigint as entry_id, null::text as gap
where false;

-- The functions must go, for their rows have one more column. They stand here without a body, so
-- that they can be given the rights that a DBA gave the old ones.
do $$
declare
    rights text[];
    grant_again text;
begin
    select array_agg(format(
        'grant execute on function %s to %s%s', p.oid::regprocedure, acl.grantee::regrole,
        case when acl.is_grantable then ' with grant option' else '' end
    ))
    into rights
    from pg_catalog.pg_proc as p
    cross join lateral pg_catalog.aclexplode(p.proacl) as acl
    where p.oid in (
        to_regprocedure('ops.audit_gaps_since(timestamptz)'),
        to_regprocedure('ops.why_waiting(bigint)')
    )
    and acl.grantee <> 0
    and acl.grantee <> p.proowner;

    drop function if exists ops.audit_gaps_since(timestamptz);
    drop function if exists ops.why_waiting(bigint);

    create function ops.audit_gaps_since(p_since timestamptz)
    returns table (request_id bigint, entry_id bigint, gap text, code text)
    language plpgsql as 'begin end';

    create function ops.why_waiting(p_request_id bigint)
    returns table (
        request_id bigint,
        status text,
        waits_for text,
        since timestamptz,
        held_by text,
        what_to_do text,
        code text
    )
    language plpgsql as 'begin end';

    foreach grant_again in array coalesce(rights, '{}') loop
        execute grant_again;
    end loop;
end
$$;

-- It lists readers and helpers too, and so is called ops.functions now.
drop view if exists ops.verbs;

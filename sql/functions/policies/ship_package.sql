create or replace function bankagent.ship_package(p_package text, p_types jsonb, p_policies jsonb)
returns text[]
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    given record;
    written text[] := '{}';
begin
    for given in
        select x.* from jsonb_to_recordset(p_types) as x (
            name text, queue text, policy_key text, description text
        )
    loop
        if exists (
            select
            from request_types as t
            where (t.name = given.name or t.policy_key = given.policy_key)
                and t.package is distinct from p_package
        ) then
            raise exception 'The package % may not bring the request type %: this database has a '
                'type of this name, or one with the policy %, from elsewhere.',
                p_package, given.name, given.policy_key using errcode = 'BA409';
        end if;
        insert into request_types as t (name, queue, policy_key, description, package)
        values (given.name, given.queue, given.policy_key, given.description, p_package)
        on conflict (name) do update
            set
                queue = excluded.queue,
                policy_key = excluded.policy_key,
                description = excluded.description
            where (t.queue, t.policy_key, t.description)
                is distinct from (excluded.queue, excluded.policy_key, excluded.description);
        if found then
            written := written || format('%s/request_types/%s', p_package, given.name);
        end if;
    end loop;

    for given in
        select x.* from jsonb_to_recordset(p_policies) as x (
            key text, version integer, description text, table_json text, examples_csv text
        )
        order by x.key, x.version
    loop
        if not exists (
            select from policies as p where p.key = given.key and p.version = given.version
        ) then
            written := written || format('%s/policies/%s/%s', p_package, given.key, given.version);
        end if;
        perform ship_policy(given.key, given.version, given.table_json, given.description);
        perform ship_examples(given.key, given.version, given.examples_csv);
    end loop;
    perform activate_shipped(x.key)
    from (
        select distinct one.key from jsonb_to_recordset(p_policies) as one (key text)
    ) as x;
    return written;
end
$$;

comment on function bankagent.ship_package(text, jsonb, jsonb) is
'Store the request types and policies of a package. migrate calls it. Returns what was '
'written, as <package>/request_types/<name> and <package>/policies/<key>/<version>. BA409: a type '
'or a policy is from elsewhere, or a version was changed after it was stored.';

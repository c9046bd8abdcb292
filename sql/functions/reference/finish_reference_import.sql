-- Called by the verb and by sql/reference/, whose rows are imported by bankagent itself.
create or replace function bankagent.seal_reference(p_id bigint)
returns bankagent.reference_versions
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    sealed reference_versions;
begin
    select v.* into sealed from reference_versions as v where v.id = p_id;
    if not found then
        raise exception 'there is no import %', p_id using errcode = 'BA404';
    end if;
    if sealed.sha256 is not null then
        raise exception 'the import of % version % is finished already',
            sealed.dataset, sealed.version using errcode = 'BA409';
    end if;
    if ops.reference_row_count(p_id) = 0 then
        raise exception 'a version of % must have rows', sealed.dataset using
            errcode = 'BA422', column = 'rows', hint = 'must be there: a version has at least one';
    end if;

    -- The trigger reference_versions_live_one_way puts the digest and the count in their places.
    update reference_versions as v
    set sha256 = '', row_count = 0
    where v.id = p_id
    returning v.* into sealed;
    return sealed;
end
$$;

comment on function bankagent.seal_reference(bigint) is
'Seal an import: count its rows and store their digest. After that no row can be added.';

create or replace function bankagent.finish_reference_import(p_id bigint)
returns bankagent.reference_versions
language sql security definer
set search_path to bankagent, pg_temp
as $$
    select s.* from seal_reference(p_id) as s
$$;

comment on function bankagent.finish_reference_import(bigint) is
'Finish an import: count its rows and store their digest. It is called in the transaction of '
'begin_reference_import, after the rows. The version is in force only after activate_reference. '
'Example: select * from bankagent.finish_reference_import(1). BA404: there is no such import. '
'BA409: it is finished already. BA422: it has no rows, or demands ask for one person where two '
'must decide.';

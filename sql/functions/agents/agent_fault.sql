create or replace function bankagent.refuse_record(p_what text, p_constraint text)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    -- The constraint's name says what is wrong, in words; PostgreSQL's own text may hold data.
    raise exception '% breaks a rule: %', p_what, replace(p_constraint, '_', ' ') using
        errcode = 'BA422', column = p_what,
        hint = 'must keep the rule: ' || replace(p_constraint, '_', ' ');
end
$$;

comment on function bankagent.refuse_record(text, text) is
'Refuse a record of an agent''s work with BA422. It names the rule that the record breaks, '
'and none of its values.';

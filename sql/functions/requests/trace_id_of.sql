-- Parsed when it is made, and without settings, so that the planner can inline it in any session.
-- No regular expression: with one, a submit of 200 took 53 ms instead of 19.
create or replace function bankagent.trace_id_of(traceparent text)
returns text
language sql immutable parallel safe
return case
    when
        traceparent like '00-________________________________-________________-__'
        and pg_catalog.rtrim(pg_catalog.substr(traceparent, 4, 32), '0123456789abcdef') = ''
        and pg_catalog.rtrim(pg_catalog.substr(traceparent, 37, 16), '0123456789abcdef') = ''
        and pg_catalog.rtrim(pg_catalog.substr(traceparent, 54), '0123456789abcdef') = ''
        and pg_catalog.substr(traceparent, 4, 32) <> '00000000000000000000000000000000'
        and pg_catalog.substr(traceparent, 37, 16) <> '0000000000000000'
        then pg_catalog.substr(traceparent, 4, 32)
end;

comment on function bankagent.trace_id_of(text) is
'Trace id in a W3C traceparent (version 00); null where it is not valid. Its form is '
'00-<trace>-<span>-<flags>, all in lower-case hex.';

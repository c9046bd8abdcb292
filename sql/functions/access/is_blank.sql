-- U+00AD, U+200B to U+200F, U+2028, U+2029, U+2060 to U+2063, U+FEFF: a comment of one of them says
-- nothing to a person who reads it.
create or replace function bankagent.is_blank(p_text text)
returns boolean
language sql immutable parallel safe
set search_path to bankagent, pg_temp
return p_text !~ (
    '[^[:space:]\u0001-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028\u2029\u2060-\u2063\ufeff]'
);

comment on function bankagent.is_blank(text) is
'Test of a text for people: true where it has no character that can be seen.';

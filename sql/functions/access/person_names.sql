-- Check constraints use both, and so they are installed before the migrations. The letters that a
-- name may have stand in domain/person.py too (a test compares them, character by character).
create or replace function bankagent.is_person_name(p_name text)
returns boolean
language sql immutable parallel safe
return char_length(p_name) >= 1  -- not `between`: a dump writes that in another way
and char_length(p_name) <= 200
and p_name !~ '^ | $|[\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680'
'\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ue000-\uf8ff'
'\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]' collate "C";

comment on function bankagent.is_person_name(text) is
'Test of a person''s name: true where it has 1 to 200 printable characters. Blanks are simple '
'spaces, and none stands at either end.';

-- A reviewer's name has letters of ASCII, digits, dots and hyphens: a system that submits may spell
-- the same person Paweł Nowak or PAWEL.NOWAK@bank.example. Two people with one key need a vote of
-- another reviewer; one person with two keys would vote on their own request.
create or replace function bankagent.person_key(p_name text)
returns text
language sql immutable parallel safe
return regexp_replace(
    lower(
        translate(normalize(regexp_replace(p_name, '(.)@.*$', '\1'), nfkd), 'łŁøØđĐıſ', 'lLoOdDis')
        collate "C"
    ),
    '[^a-z0-9]', '', 'g'
);

comment on function bankagent.person_key(text) is
'Key by which names of people are compared. It is the letters a to z and the digits, without case, '
'accents, blanks, punctuation, and what follows an @. Example: select '
'bankagent.person_key(''Paweł Nowak'') is pawelnowak.';

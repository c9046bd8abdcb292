create or replace function ops.is_work_action(p_action text)
returns boolean
language sql immutable parallel safe
return p_action in (
    'claimed', 'released', 'assigned', 'handed_back', 'moved', 'snoozed', 'commented'
);

comment on function ops.is_work_action(text) is
'Test of an audit action: true for a move of an item of work or a comment. It changes nothing of '
'the request, and tells its caller no result. Example: select ops.is_work_action(''claimed'').';

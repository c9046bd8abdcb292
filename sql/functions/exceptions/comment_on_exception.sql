create or replace function bankagent.comment_on_exception(
    p_exception_id bigint, p_visibility text, p_text text, p_actor text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_reviewer(p_actor);
    comment_id bigint;
begin
    if p_visibility is null or p_visibility not in ('internal', 'counterparty') then
        raise exception 'visibility must be internal or counterparty' using
            errcode = 'BA422', column = 'visibility', hint = 'must be internal or counterparty';
    end if;
    if p_text is null or is_blank(p_text) or char_length(p_text) > 4000 then
        raise exception 'text must say something, in 1 to 4000 characters' using
            errcode = 'BA422', column = 'text', hint = 'must say something, in 1 to 4000 characters';
    end if;
    if not exists (select from trade_exceptions as x where x.id = p_exception_id) then
        raise exception 'exception % does not exist', coalesce(p_exception_id::text, 'null')
            using errcode = 'BA404';
    end if;
    insert into exception_comments (exception_id, visibility, text, author)
    values (p_exception_id, p_visibility, p_text, by_whom)
    returning id into comment_id;
    return comment_id;
end
$$;

comment on function bankagent.comment_on_exception(bigint, text, text, text) is
'Comment on an exception, open or closed. For the API''s session alone. p_visibility is internal '
'or counterparty. Returns the number of the comment. Example: select '
'bankagent.comment_on_exception(3, ''internal'', ''The broker looks for it.'', ''anna''). BA403: '
'no reviewer, or another session. BA404: there is no such exception. BA422: a field is wrong.';

create or replace function bankagent.label_exception(
    p_exception_id bigint, p_label text, p_is_set boolean default true, p_actor text default null
)
returns text
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_reviewer(p_actor);
    was_set boolean;
begin
    if p_label is null or p_is_set is null or p_label !~ '^[a-z0-9][a-z0-9_-]{0,39}$' then
        raise exception 'label must have 1 to 40 small letters, digits, hyphens and underscores, '
            'first a letter or a digit' using
            errcode = 'BA422', column = 'label',
            hint = 'must have 1 to 40 small letters, digits, hyphens and underscores, '
            'first a letter or a digit';
    end if;
    perform from trade_exceptions as x where x.id = p_exception_id for no key update;
    if not found then
        raise exception 'exception % does not exist', coalesce(p_exception_id::text, 'null')
            using errcode = 'BA404';
    end if;
    select l.is_set into was_set
    from exception_labels as l
    where l.exception_id = p_exception_id and l.label = p_label
    order by l.id desc
    limit 1;
    if coalesce(was_set, false) = p_is_set then
        return 'unchanged';
    end if;
    insert into exception_labels (exception_id, label, is_set, changed_by)
    values (p_exception_id, p_label, p_is_set, by_whom);
    return case when p_is_set then 'set' else 'removed' end;
end
$$;

comment on function bankagent.label_exception(bigint, text, boolean, text) is
'Set or remove a label of an exception, such as its root cause. For the API''s session alone. '
'Returns a disposition: set, removed or unchanged. Example: select '
'bankagent.label_exception(3, ''late-allocation'', true, ''anna''). BA403: no reviewer, or another '
'session. BA404: there is no such exception. BA422: the label is none.';

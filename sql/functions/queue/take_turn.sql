create or replace function bankagent.take_turn(
    p_kind text, p_lasts interval, p_goes_on boolean default false
)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    longest constant interval := interval '1 minute';
    due_at timestamptz;
    right_now timestamptz := clock_timestamp();
begin
    if not coalesce(p_lasts > interval '0 seconds' and p_lasts <= longest, false) then
        raise exception 'lasts must be above 0 seconds and at most 60 seconds' using
            errcode = 'BA422',
            column = 'lasts',
            hint = 'must be above 0 seconds and at most 60 seconds';
    end if;
    if not coalesce(
        p_kind in ('rescue', 'mending', 'approvals', 'pauses', 'mail', 'retention', 'embeddings'),
        false
    ) then
        raise exception 'kind must be a kind of housekeeping' using
            errcode = 'BA422', column = 'kind', hint = 'must be a kind of housekeeping';
    end if;

    -- A turn that a crash loses is taken again: the commit does not wait for the disk.
    perform set_config('synchronous_commit', 'off', true);

    select t.next_at into due_at from housekeeping_turns as t where t.kind = p_kind;
    if not found then
        insert into housekeeping_turns (kind, next_at)
        values (p_kind, right_now + p_lasts)
        on conflict do nothing;
        return found;
    end if;

    -- Due too where the clock has stepped back: no turn that was taken by it lasts longer.
    if not p_goes_on and due_at > right_now and due_at <= right_now + longest then
        return false;
    end if;

    perform
    from housekeeping_turns as t
    where t.kind = p_kind and t.next_at = due_at
    for no key update skip locked;
    if not found then
        -- Another worker takes it. A session that keeps the row locked stops nothing, though: what
        -- is overdue for 5 seconds is then done by several at once, which harms nothing.
        return p_goes_on or due_at < right_now - interval '5 seconds'
            or due_at > right_now + longest;
    end if;
    update housekeeping_turns as t
    set next_at = right_now + p_lasts
    where t.kind = p_kind;
    return true;
end
$$;

comment on function bankagent.take_turn(text, interval, boolean) is
'Take the turn of a kind of housekeeping for p_lasts; false where it is not due. The next is due '
'after p_lasts, to whichever worker asks first: one that is frozen or gone keeps none. '
'p_goes_on: true for a worker that has the turn and needs longer. Waits for nobody. BA422: '
'p_kind is unknown, or p_lasts is not above 0 and at most 60 seconds. Example: select '
'bankagent.take_turn(''rescue'', ''1 second'').';

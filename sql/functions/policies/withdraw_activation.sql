create or replace function bankagent.withdraw_activation(
    p_key text, p_version integer, p_reason text, p_actor text default null
)
returns setof bankagent.policy_activations
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_person(p_actor);
begin
    if not exists (select from policies as p where p.key = p_key and p.version = p_version) then
        raise exception 'there is no version % of policy %', p_version, p_key
            using errcode = 'BA404';
    end if;
    if not coalesce(char_length(p_reason) between 1 and 500 and not is_blank(p_reason), false) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    return query
    update policy_activations as a
    set withdrawn_by = by_whom, withdrawal_reason = p_reason
    where a.key = p_key
        and a.version = p_version
        and a.withdrawn_at is null
        and a.active_from > clock_timestamp()
    returning a.*;
    if not found then
        raise exception 'version % of % is not activated for a time to come', p_version, p_key
            using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.withdraw_activation(text, integer, text, text) is
'Withdraw the activations of a policy version for times to come. What is in force stays so. One '
'person is enough. Example: select active_from from '
'bankagent.withdraw_activation(''trade_review'', 2, ''The committee has put it off.''). BA403: '
'you may not. BA404: there is no such version. BA409: nothing is to come. BA422: no reason.';

-- Delegations and break-glass, as reviewers ask for them, confirm and review them.

-- name: ask
select
    bankagent.ask_authority(
        p_kind => %(kind)s::text,
        p_reason => %(reason)s::text,
        p_valid_to => %(valid_to)s::timestamptz,
        p_valid_from => %(valid_from)s::timestamptz,
        p_holder => %(holder)s::text,
        p_from_authority_id => %(from_authority_id)s::bigint,
        p_role => %(role)s::text,
        p_request_type => %(request_type)s::text,
        p_max_amount => %(max_amount)s::numeric,
        p_currency => %(currency)s::text,
        p_desk => %(desk)s::text,
        p_actor => %(actor)s::text
    ) as ask_id;

-- name: confirm
select bankagent.confirm_authority(%(ask_id)s::bigint, %(actor)s::text) as authority_id;

-- name: review
select
    bankagent.review_break_glass(
        %(ask_id)s::bigint, %(verdict)s::text, %(note)s::text, %(actor)s::text
    );

-- name: listed
select
    k.ask_id,
    k.kind,
    k.holder,
    k.asked_by,
    k.from_authority_id,
    k.role,
    k.request_type,
    k.desk,
    k.max_amount,
    k.currency,
    k.valid_from,
    k.valid_to,
    k.reason,
    k.asked_at,
    k.confirmed_by,
    k.confirmed_at,
    k.authority_id,
    k.state,
    k.reviewed_by,
    k.verdict,
    k.note,
    k.reviewed_at,
    k.review_due_at,
    k.is_review_overdue
from ops.authority_asks as k
where
    k.ask_id < %(before)s::bigint
    and case %(show)s::text
        when 'mine' then %(reviewer)s::text in (k.holder, k.asked_by)
        when 'to_confirm'
            then
                k.state = 'asked'
                and bankagent.person_key(%(reviewer)s::text)
                not in (bankagent.person_key(k.holder), bankagent.person_key(k.asked_by))
        when 'to_review'
            then
                k.kind = 'break_glass'
                and k.confirmed_at is not null
                and k.reviewed_at is null
                and k.state <> 'in force'
                and bankagent.person_key(k.holder) <> bankagent.person_key(%(reviewer)s::text)
        else true
    end
order by k.ask_id desc
limit %(most)s::integer;

create or replace view ops.authority_asks as
select
    k.id as ask_id,
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
    c.confirmed_by,
    c.confirmed_at,
    c.authority_id,
    case
        when a.state is not null then a.state
        when k.valid_to <= statement_timestamp() then 'lapsed'
        else 'asked'
    end as state,
    v.reviewed_by,
    v.verdict,
    v.note,
    v.reviewed_at,
    case
        when k.kind = 'break_glass' and c.ask_id is not null then due.review_due_at
    end as review_due_at,
    coalesce(
        k.kind = 'break_glass'
        and c.ask_id is not null
        and v.ask_id is null
        and due.review_due_at < statement_timestamp(),
        false
    ) as is_review_overdue
from bankagent.authority_asks as k
left join bankagent.authority_confirmations as c on c.ask_id = k.id
left join ops.reviewer_authorities as a on a.authority_id = c.authority_id
left join bankagent.break_glass_reviews as v on v.ask_id = k.id
left join
    lateral (
        -- One business day of the hours that escalations are given. A day of the clock where no
        -- demand has any, or a calendar ends.
        select
            coalesce(
                (
                    select
                        ops.business_time_after(
                            over.at,
                            (extract(epoch from d.closes - d.opens) / 60)::integer,
                            string_to_array(d.calendars, ' '), d.zone, d.opens, d.closes
                        )
                    from bankagent.approval_demands as d
                    inner join ops.reference_in_force as f
                        on f.reference_version_id = d.reference_version_id
                    where f.dataset = 'approval_demands' and d.due_minutes is not null
                    order by d.outcome = 'escalate' desc, d.request_type = 'any' desc, d.stage
                    limit 1
                ),
                over.at + interval '1 day'
            ) as review_due_at
        from (select least(k.valid_to, a.ended_at) as at) as over
        where k.kind = 'break_glass'
    ) as due
    on true;

comment on view ops.authority_asks is
'Delegations and break-glass. Who asked, who confirmed, until when, and the review of break-glass.';
comment on column ops.authority_asks.ask_id is 'Number of the ask.';
comment on column ops.authority_asks.kind is 'Kind: delegation or break_glass.';
comment on column ops.authority_asks.holder is 'Reviewer who gets it.';
comment on column ops.authority_asks.asked_by is
'Reviewer who asks: the one who delegates, or the holder.';
comment on column ops.authority_asks.from_authority_id is
'Authority that is delegated; null for break-glass.';
comment on column ops.authority_asks.role is 'Role in which the holder votes by it.';
comment on column ops.authority_asks.request_type is 'Request type; null for all.';
comment on column ops.authority_asks.desk is 'Trading desk; null for all.';
comment on column ops.authority_asks.max_amount is
'Largest exposure that it covers; null for no limit.';
comment on column ops.authority_asks.currency is 'Currency of the amount.';
comment on column ops.authority_asks.valid_from is 'Time from which it is in force (UTC).';
comment on column ops.authority_asks.valid_to is 'Time until which it is in force (UTC).';
comment on column ops.authority_asks.reason is 'Reason in the words of the person who asks.';
comment on column ops.authority_asks.asked_at is 'Time of the ask (UTC).';
comment on column ops.authority_asks.confirmed_by is
'Reviewer who confirmed it; null where it is not in force.';
comment on column ops.authority_asks.confirmed_at is 'Time of the confirmation (UTC).';
comment on column ops.authority_asks.authority_id is
'Authority that the holder has by it; null before the confirmation.';
comment on column ops.authority_asks.state is
'State: asked, lapsed (never confirmed), or that of the authority. An authority is in force, '
'future, past, ended or disabled.';
comment on column ops.authority_asks.reviewed_by is 'Reviewer who looked at break-glass after it.';
comment on column ops.authority_asks.verdict is 'Verdict: justified or not_justified.';
comment on column ops.authority_asks.note is 'Note of the review.';
comment on column ops.authority_asks.reviewed_at is 'Time of the review (UTC).';
comment on column ops.authority_asks.review_due_at is
'Time until which break-glass is to be reviewed (UTC). It is a business day after its end.';
comment on column ops.authority_asks.is_review_overdue is
'Mark of break-glass that was not reviewed within a business day.';

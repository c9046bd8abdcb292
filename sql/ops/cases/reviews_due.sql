create or replace view ops.reviews_due as
select
    last_case.client_id,
    last_case.request_id,
    last_case.rating,
    last_case.decided_at,
    last_case.next_review,
    (
        select max(other.id)
        from bankagent.banking_requests as other
        where
            other.client_id = last_case.client_id
            and other.request_type = 'client_onboarding'
            and other.id <> last_case.request_id
            and other.status in ('received', 'awaiting_approval', 'needs_info', 'failed')
    ) as under_way,
    due.day as due_on,
    due.because
from (
    -- The last case of each client that was decided, by the time of the decision: a client who was
    -- declined later is no client.
    select distinct on (r.client_id)
        r.client_id,
        r.id as request_id,
        d.decision,
        d.created_at as decided_at,
        e.known #>> '{case,rating,rating}' as rating,
        -- Text, and compared as such: one row of another form must not fail the whole view.
        case
            when
                e.known #>> '{case,next_review}' ~ '^2[0-9]{3}-[01][0-9]-[0-3][0-9]$'
                then e.known #>> '{case,next_review}'
        end as next_review,
        case jsonb_typeof(e.known #> '{case,requirements}')
            when 'array' then e.known #> '{case,requirements}'
            else '[]'
        end as requirements
    from bankagent.banking_requests as r
    inner join bankagent.decisions as d on d.request_id = r.id
    left join bankagent.evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
    where r.request_type = 'client_onboarding'
    order by r.client_id asc, d.created_at desc, r.id desc
) as last_case
cross join
    lateral (
        select found.day, found.because
        from (
            select last_case.next_review as day, 'next review' as because
            union all
            select
                s.value ->> 'until' as day,
                format(
                    '%s, %s of %s', s.value ->> 'state', s.value ->> 'requirement',
                    coalesce(s.value ->> 'party', 'client')
                ) as because
            from jsonb_array_elements(last_case.requirements) as s (value)
            where
                s.value -> 'must' = 'true'
                and s.value ->> 'state' in ('met', 'waived', 'deferred')
                and s.value ->> 'until' ~ '^2[0-9]{3}-[01][0-9]-[0-3][0-9]$'
        ) as found
        where found.day is not null
        order by found.day asc, found.because asc
        limit 1
    ) as due
where
    last_case.decision = 'approved'
    and due.day <= to_char((now() at time zone 'UTC')::date + 90, 'YYYY-MM-DD');

comment on view ops.reviews_due is
'Accepted clients who must be looked at in 90 days, or should have been. The review of a client is '
'due, or a document, a waiver or a deferral of a must ends. order by due_on lists the most urgent '
'first.';
comment on column ops.reviews_due.client_id is 'Client who is to be reviewed.';
comment on column ops.reviews_due.request_id is
'Last case of the client that was decided; it was approved.';
comment on column ops.reviews_due.rating is 'Rating in that case.';
comment on column ops.reviews_due.decided_at is 'Time of its decision (UTC).';
comment on column ops.reviews_due.next_review is
'Day of the next review, as that case says: text, as 2027-11-28.';
comment on column ops.reviews_due.under_way is
'Another case of the client that is not decided yet; null where none is.';
comment on column ops.reviews_due.due_on is
'Day on which the client is due. It is that of the review, or the last one of what ends before.';
comment on column ops.reviews_due.because is
'Reason of that day. It is next review, or the state, the requirement and the party of what ends.';

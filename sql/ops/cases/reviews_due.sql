create or replace view ops.reviews_due as
select
    last_case.client_id,
    last_case.request_id,
    last_case.rating,
    last_case.decided_at,
    last_case.next_review,
    (
        select max(later.id)
        from bankagent.banking_requests as later
        where
            later.client_id = last_case.client_id
            and later.request_type = 'client_onboarding'
            and later.id > last_case.request_id
            and later.status in ('received', 'awaiting_approval', 'needs_info', 'failed')
    ) as under_way
from (
    -- The last case of each client that was approved.
    select distinct on (r.client_id)
        r.client_id,
        r.id as request_id,
        d.created_at as decided_at,
        e.known #>> '{case,rating,rating}' as rating,
        -- Text, and compared as such: one row of another form must not fail the whole view.
        case
            when
                e.known #>> '{case,next_review}' ~ '^2[0-9]{3}-[01][0-9]-[0-3][0-9]$'
                then e.known #>> '{case,next_review}'
        end as next_review
    from bankagent.banking_requests as r
    inner join bankagent.decisions as d on d.request_id = r.id and d.decision = 'approved'
    inner join bankagent.evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
    where r.request_type = 'client_onboarding'
    order by r.client_id asc, r.id desc
) as last_case
where
    last_case.next_review
    <= to_char((now() at time zone 'UTC')::date + 90, 'YYYY-MM-DD');

comment on view ops.reviews_due is
'Clients whose periodic review is due in 90 days, or over. order by next_review lists the most '
'urgent first.';
comment on column ops.reviews_due.client_id is 'Client who is to be reviewed.';
comment on column ops.reviews_due.request_id is 'Last case of the client that was approved.';
comment on column ops.reviews_due.rating is 'Rating in that case.';
comment on column ops.reviews_due.decided_at is 'Time of its decision (UTC).';
comment on column ops.reviews_due.next_review is
'Day of the next review, as that case says: text, as 2027-11-28.';
comment on column ops.reviews_due.under_way is
'Later case of the client that is not decided yet; null where none is.';

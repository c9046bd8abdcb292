create or replace view ops.exception_labels_set as
select l.exception_id, l.label, l.changed_by, l.changed_at
from bankagent.exception_labels as l
where l.is_set and not exists (
    select
    from bankagent.exception_labels as later
    where later.exception_id = l.exception_id and later.label = l.label and later.id > l.id
);

comment on view ops.exception_labels_set is 'Labels that exceptions have now.';
comment on column ops.exception_labels_set.exception_id is 'Number of the exception.';
comment on column ops.exception_labels_set.label is 'Label.';
comment on column ops.exception_labels_set.changed_by is 'Reviewer who set it.';
comment on column ops.exception_labels_set.changed_at is 'Time since which it is set (UTC).';

create or replace view ops.exceptions_open as
select
    x.id,
    x.request_id,
    r.client_id,
    x.state,
    x.assignee,
    x.priority,
    x.severity,
    x.outcome,
    x.match,
    x.primary_code,
    x.primary_field,
    x.exposure,
    x.currency,
    x.exposure_usd,
    x.value_date,
    days.age,
    x.cut_off_at,
    x.opened_at,
    x.changed_at,
    p.id as proposal_id,
    p.kind as proposed,
    (
        select coalesce(array_agg(l.label order by l.label), '{}')
        from ops.exception_labels_set as l
        where l.exception_id = x.id
    ) as labels,
    x.our_source,
    x.our_record,
    x.their_source,
    x.their_record,
    x.reopens_id
from bankagent.trade_exceptions as x
inner join bankagent.banking_requests as r on r.id = x.request_id
left join bankagent.exception_proposals as p on p.exception_id = x.id and p.closed_at is null
cross join
    lateral (
        -- Exceptions of one value date have one age. The offset keeps this a query of its own,
        -- whose answers PostgreSQL remembers (Memoize).
        select
            ops.business_days(
                since.day, (now() at time zone x.zone)::date, x.calendars
            ) as age
        from (values (x.value_date)) as since (day)
        offset 0
    ) as days
where x.closed_at is null;

comment on view ops.exceptions_open is
'Open trade exceptions with age and priority. order by priority, age desc lists the most urgent '
'first.';
comment on column ops.exceptions_open.id is 'Number of the exception.';
comment on column ops.exceptions_open.request_id is 'Request that opened it.';
comment on column ops.exceptions_open.client_id is 'Client whom the request is about.';
comment on column ops.exceptions_open.state is 'State of the exception.';
comment on column ops.exceptions_open.assignee is 'Reviewer who has it; null for the team.';
comment on column ops.exceptions_open.priority is 'Priority at the opening, 1 (most urgent) to 4.';
comment on column ops.exceptions_open.severity is 'Severity: low, medium, high or critical.';
comment on column ops.exceptions_open.outcome is
'Outcome that asks for people. review, dual_control or escalate; else null.';
comment on column ops.exceptions_open.match is 'Match: broken, unmatched_ours or unmatched_theirs.';
comment on column ops.exceptions_open.primary_code is
'ISO reason code of the break that counts most.';
comment on column ops.exceptions_open.primary_field is 'Field of that break.';
comment on column ops.exceptions_open.exposure is 'Amount at stake, in the currency.';
comment on column ops.exceptions_open.currency is 'Currency of the exposure.';
comment on column ops.exceptions_open.exposure_usd is 'Amount at stake in USD; null if unknown.';
comment on column ops.exceptions_open.value_date is 'Value date, from which it ages.';
comment on column ops.exceptions_open.age is
'Age in business days from the value date to today in the market. By the calendars in force of '
'market and currency; null where the value date or a calendar is not known.';
comment on column ops.exceptions_open.cut_off_at is 'Cut-off of the market for the stage (UTC).';
comment on column ops.exceptions_open.opened_at is 'Time of opening (UTC).';
comment on column ops.exceptions_open.changed_at is 'Time of the last move (UTC).';
comment on column ops.exceptions_open.proposal_id is 'Proposal that waits for a vote; else null.';
comment on column ops.exceptions_open.proposed is 'Proposal: repair or write_off; else null.';
comment on column ops.exceptions_open.labels is 'Labels in alphabetical order.';
comment on column ops.exceptions_open.our_source is 'Source of our record.';
comment on column ops.exceptions_open.our_record is 'Record number of our side.';
comment on column ops.exceptions_open.their_source is 'Source of their record.';
comment on column ops.exceptions_open.their_record is 'Record number of their side.';
comment on column ops.exceptions_open.reopens_id is 'Closed exception that it reopens; else null.';

create table bankagent.trade_exceptions (
    id bigint generated always as identity,
    request_id bigint not null,
    job_id bigint not null,
    attempt integer not null,
    our_source text,
    our_record text,
    their_source text,
    their_record text,
    match text not null,
    primary_code text,
    primary_field text,
    breaks jsonb not null,
    severity text,
    priority integer,
    outcome text,
    exposure numeric,
    currency text,
    exposure_usd numeric,
    value_date date,
    days_open integer,
    calendars text[] not null default '{}',
    zone text not null default 'UTC',
    cut_off_at timestamptz,
    expected_penalty jsonb,
    content_sha256 text not null,
    reopens_id bigint,
    state text not null default 'open',
    assignee text,
    opened_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    closed_at timestamptz,
    closed_reason text,
    closed_match text,
    closed_by_request bigint,
    constraint trade_exceptions_pkey primary key (id),
    constraint trade_exceptions_one_for_a_request unique (request_id),
    constraint trade_exceptions_id_and_request unique (id, request_id),
    constraint trade_exceptions_request_id_fkey
    foreign key (request_id) references bankagent.banking_requests (id),
    constraint trade_exceptions_rest_on_an_approval
    foreign key (job_id, attempt) references bankagent.approvals (job_id, attempt),
    constraint trade_exceptions_reopen_once unique (reopens_id),
    constraint trade_exceptions_reopens_id_fkey
    foreign key (reopens_id) references bankagent.trade_exceptions (id),
    constraint trade_exceptions_closed_by_request_fkey
    foreign key (closed_by_request) references bankagent.banking_requests (id),
    constraint trade_exceptions_assignee_fkey
    foreign key (assignee) references bankagent.reviewers (name),
    constraint trade_exceptions_state_is_known check (
        state in (
            'open', 'assigned', 'investigating', 'counterparty_contacted', 'repair_proposed',
            'repaired', 'rematched', 'written_off', 'trade_cancelled'
        )
    ),
    constraint trade_exceptions_match_is_known check (
        match in ('broken', 'unmatched_ours', 'unmatched_theirs')
    ),
    constraint trade_exceptions_outcome_is_of_people check (
        outcome in ('review', 'dual_control', 'escalate')
    ),
    constraint trade_exceptions_name_a_record check (
        num_nonnulls(our_source, our_record) + num_nonnulls(their_source, their_record) > 0
    ),
    -- A zone that the server does not know would break the view for all: it raises an error here.
    constraint trade_exceptions_zone_is_known check (
        timezone(zone, timestamp '2000-01-01') is not null
    ),
    constraint trade_exceptions_breaks_are_an_array check (jsonb_typeof(breaks) = 'array'),
    constraint trade_exceptions_content_is_a_sha256 check (content_sha256 ~ '^[0-9a-f]{64}$'),
    constraint trade_exceptions_closed_in_a_final_state check (
        (closed_at is not null) = (state in ('rematched', 'written_off', 'trade_cancelled'))
    ),
    constraint trade_exceptions_closing_needs_a_reason check (
        (closed_at is not null) = (closed_reason is not null)
    ),
    constraint trade_exceptions_closed_match_is_of_a_match check (
        (closed_match is not null) = (state = 'rematched')
        and (closed_match is null or closed_match in ('exact', 'within_tolerance', 'forced'))
    ),
    constraint trade_exceptions_closed_by_a_match check (
        (closed_by_request is not null)
        = (closed_match is not null and closed_match <> 'forced')
    )
);

create unique index trade_exceptions_open_content_idx on bankagent.trade_exceptions (content_sha256)
where closed_at is null;
-- Each holds its own side alone: while the table is small, a whole reading of one would cost as
-- much as a search in the other, and sessions keep their plans.
create index trade_exceptions_ours_idx on bankagent.trade_exceptions (our_record, our_source)
where our_record is not null;
create index trade_exceptions_theirs_idx on bankagent.trade_exceptions (their_record, their_source)
where their_record is not null;
create index trade_exceptions_state_idx on bankagent.trade_exceptions (state, id);
create index trade_exceptions_assignee_idx on bankagent.trade_exceptions (assignee, id)
where assignee is not null;

comment on table bankagent.trade_exceptions is
'Trade exceptions: pairs whose breaks were left to people. While one is open its request awaits '
'approval; closing it decides the request. Opened by settle_jobs; written by move_exception, '
'propose_on_exception and vote_on_proposal.';
comment on column bankagent.trade_exceptions.id is 'Number of the exception; it never changes.';
comment on column bankagent.trade_exceptions.request_id is
'Request that opened it; banking_requests.id.';
comment on column bankagent.trade_exceptions.job_id is
'Job whose attempt left the breaks to people; procrastinate_jobs.id.';
comment on column bankagent.trade_exceptions.attempt is 'Attempt of that job, counted from 1.';
comment on column bankagent.trade_exceptions.our_source is
'Source of our record; null where our side is missing.';
comment on column bankagent.trade_exceptions.our_record is 'Record number of our side.';
comment on column bankagent.trade_exceptions.their_source is
'Source of their record; null where their side is missing.';
comment on column bankagent.trade_exceptions.their_record is 'Record number of their side.';
comment on column bankagent.trade_exceptions.match is
'Match of the pair. broken, unmatched_ours (theirs is missing) or unmatched_theirs.';
comment on column bankagent.trade_exceptions.primary_code is
'ISO reason code of the break that counts most.';
comment on column bankagent.trade_exceptions.primary_field is 'Field of that break.';
comment on column bankagent.trade_exceptions.breaks is
'Breaks as an array, the primary one first; docs/exceptions.md shows the form.';
comment on column bankagent.trade_exceptions.severity is 'Severity: low, medium, high or critical.';
comment on column bankagent.trade_exceptions.priority is
'Priority, 1 (most urgent) to 4. What is escalated has 1.';
comment on column bankagent.trade_exceptions.outcome is
'Outcome that asks for people. The strictest one: review, dual_control or escalate; null where no '
'rule asks for people.';
comment on column bankagent.trade_exceptions.exposure is 'Amount at stake, in the currency.';
comment on column bankagent.trade_exceptions.currency is 'Currency of the exposure, ISO 4217.';
comment on column bankagent.trade_exceptions.exposure_usd is
'Amount at stake in USD; null where no rate is known.';
comment on column bankagent.trade_exceptions.value_date is
'Value date, from which the exception ages.';
comment on column bankagent.trade_exceptions.days_open is
'Business days from the value date to the receipt of the request.';
comment on column bankagent.trade_exceptions.calendars is
'Calendars of its market and currency, by which it ages. Empty where none is known.';
comment on column bankagent.trade_exceptions.zone is
'Time zone of its market, in which its days begin. UTC where the market is not known.';
comment on column bankagent.trade_exceptions.cut_off_at is
'Cut-off of the market for the stage (UTC); null where none is known.';
comment on column bankagent.trade_exceptions.expected_penalty is
'Settlement penalty that was expected at the opening, as JSON.';
comment on column bankagent.trade_exceptions.content_sha256 is
'SHA-256, in hex, of client, records and compared values (ops.pair_sha256).';
comment on column bankagent.trade_exceptions.reopens_id is
'Earlier exception, closed, that this one reopens; null for most.';
comment on column bankagent.trade_exceptions.state is 'State; exception_states.state.';
comment on column bankagent.trade_exceptions.assignee is 'Reviewer who has it; null for the team.';
comment on column bankagent.trade_exceptions.opened_at is 'Time of opening (UTC).';
comment on column bankagent.trade_exceptions.changed_at is 'Time of the last move (UTC).';
comment on column bankagent.trade_exceptions.closed_at is 'Time of closing (UTC); null while open.';
comment on column bankagent.trade_exceptions.closed_reason is
'Reason for closing, in the words of the person, or of the service for a match.';
comment on column bankagent.trade_exceptions.closed_match is
'Match that closed it. exact, within_tolerance or forced (a person accepts the pair).';
comment on column bankagent.trade_exceptions.closed_by_request is
'Later request of the pair that matched; banking_requests.id.';
comment on constraint trade_exceptions_one_for_a_request on bankagent.trade_exceptions is
'A request opens one exception at most.';
comment on constraint trade_exceptions_id_and_request on bankagent.trade_exceptions is
'Key for tables that name an exception together with its request.';
comment on constraint trade_exceptions_rest_on_an_approval on bankagent.trade_exceptions is
'An exception rests on the approval of the attempt that left it to people.';
comment on constraint trade_exceptions_reopen_once on bankagent.trade_exceptions is
'A closed exception is reopened once; the new one may be reopened in its turn.';
comment on constraint trade_exceptions_closed_in_a_final_state on bankagent.trade_exceptions is
'An exception is closed in a final state, and only there.';
comment on constraint trade_exceptions_closing_needs_a_reason on bankagent.trade_exceptions is
'Closing has a reason.';
comment on index bankagent.trade_exceptions_open_content_idx is
'Open exceptions by client and values. The same pair, unchanged, opens one.';
comment on index bankagent.trade_exceptions_ours_idx is 'Exceptions by our record.';
comment on index bankagent.trade_exceptions_theirs_idx is 'Exceptions by their record.';
comment on index bankagent.trade_exceptions_state_idx is 'Exceptions by state, for lists.';
comment on index bankagent.trade_exceptions_assignee_idx is 'Exceptions by assignee, for lists.';
comment on sequence bankagent.trade_exceptions_id_seq is 'Numbers of exceptions.';

create table bankagent.exception_reopenings (
    request_id bigint not null,
    exception_id bigint not null,
    reason text not null,
    reopened_by text not null,
    reopened_at timestamptz not null default clock_timestamp(),
    constraint exception_reopenings_pkey primary key (request_id),
    constraint exception_reopenings_once unique (exception_id),
    constraint exception_reopenings_request_id_fkey
    foreign key (request_id) references bankagent.banking_requests (id),
    constraint exception_reopenings_exception_id_fkey
    foreign key (exception_id) references bankagent.trade_exceptions (id),
    constraint exception_reopenings_reopened_by_fkey
    foreign key (reopened_by) references bankagent.reviewers (name),
    constraint exception_reopenings_reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]'
    )
);

comment on table bankagent.exception_reopenings is
'Reopenings: requests that were made to open a closed exception again. Append-only; written by '
'reopen_exception.';
comment on column bankagent.exception_reopenings.request_id is
'Request that compares the pair again; banking_requests.id.';
comment on column bankagent.exception_reopenings.exception_id is
'Closed exception that is reopened; trade_exceptions.id.';
comment on column bankagent.exception_reopenings.reason is 'Reason, 1 to 2,000 characters.';
comment on column bankagent.exception_reopenings.reopened_by is 'Reviewer who reopened it.';
comment on column bankagent.exception_reopenings.reopened_at is 'Time of the reopening (UTC).';
comment on constraint exception_reopenings_once on bankagent.exception_reopenings is
'A closed exception is reopened once.';

create or replace function ops.feed_summary(p_name text, p_maker text)
returns table (
    name text,
    maker text,
    rows integer,
    taken bigint,
    exact bigint,
    within_tolerance bigint,
    forced bigint,
    broken bigint,
    unmatched_ours bigint,
    unmatched_theirs bigint,
    not_compared bigint,
    approved bigint,
    rejected bigint,
    awaiting_approval bigint,
    needs_info bigint,
    received bigint,
    failed bigint,
    cancelled bigint,
    repeated bigint,
    exceptions_opened bigint,
    exceptions_open bigint,
    first_request_id bigint,
    last_request_id bigint,
    began_at timestamptz,
    changed_at timestamptz
)
language sql stable
set search_path to bankagent, pg_temp
set jit to off
-- A session that planned while the tables were small would read them whole.
set enable_seqscan to off
set enable_mergejoin to off
as $$
    select
        p_name,
        p_maker,
        max(
            case
                when r.payload #>> '{feed,rows}' ~ '^[1-9][0-9]{0,5}$'
                    then (r.payload #>> '{feed,rows}')::integer
            end
        ),
        count(*),
        count(*) filter (where e.match = 'exact'),
        count(*) filter (where e.match = 'within_tolerance'),
        count(*) filter (where e.match = 'forced'),
        count(*) filter (where e.match = 'broken'),
        count(*) filter (where e.match = 'unmatched_ours'),
        count(*) filter (where e.match = 'unmatched_theirs'),
        count(*) filter (where e.match is null),
        count(*) filter (where d.decision = 'approved'),
        count(*) filter (where d.decision = 'rejected'),
        count(*) filter (where r.status = 'awaiting_approval'),
        count(*) filter (where r.status = 'needs_info'),
        count(*) filter (where r.status = 'received'),
        count(*) filter (where r.status = 'failed'),
        count(*) filter (where r.status = 'cancelled'),
        count(*) filter (
            where e.earlier = 'open' and e.match in ('broken', 'unmatched_ours', 'unmatched_theirs')
        ),
        count(x.id),
        count(x.id) filter (where x.closed_at is null),
        min(r.id),
        max(r.id),
        min(r.created_at),
        max(r.updated_at)
    from banking_requests as r
    left join decisions as d on d.request_id = r.id
    left join trade_exceptions as x on x.request_id = r.id
    left join lateral (
        select
            last.facts ->> 'earlier' as earlier,
            case
                when last.facts ->> 'match' in (
                    'exact', 'within_tolerance', 'forced', 'broken', 'unmatched_ours',
                    'unmatched_theirs'
                ) then last.facts ->> 'match'
            end as match
        from evaluations as last
        -- Of its current job, by the primary key: ordered by job and attempt, the evaluations of
        -- all requests were read for each pair (9 s for 10,000) while statistics were old.
        where last.job_id = r.job_id
        order by last.attempt desc
        limit 1
    ) as e on true
    where r.request_type = 'trade_exception'
        and r.payload #>> '{feed,name}' is not null
        and left(r.payload #>> '{feed,name}', 100) = p_name
        and r.maker = p_maker
        -- A request that reopens an exception has the payload of the row, and is none.
        and not exists (select from exception_reopenings as o where o.request_id = r.id)
    having count(*) > 0
$$;

comment on function ops.feed_summary(text, text) is
'Summary of one feed of one maker. It says how its pairs compare, and what became of them; no row '
'where there is no such feed. It reads the pairs of the feed alone. Example: select * from '
'ops.feed_summary(''pairs-2026-11-27'', ''recon'').';

create or replace view ops.feed_summaries as
-- The name is that of the feed, not of its summary: a filter then leaves out the others unread.
select
    f.name,
    f.maker,
    s.rows,
    s.taken,
    s.exact,
    s.within_tolerance,
    s.forced,
    s.broken,
    s.unmatched_ours,
    s.unmatched_theirs,
    s.not_compared,
    s.approved,
    s.rejected,
    s.awaiting_approval,
    s.needs_info,
    s.received,
    s.failed,
    s.cancelled,
    s.repeated,
    s.exceptions_opened,
    s.exceptions_open,
    s.first_request_id,
    s.last_request_id,
    s.began_at,
    s.changed_at,
    f.client_id
from ops.feeds as f
cross join lateral ops.feed_summary(f.name, f.maker) as s;

comment on view ops.feed_summaries is
'Feeds with their summaries. Name one (where name = …), for it reads each pair of each feed.';
comment on column ops.feed_summaries.name is 'Name of the feed.';
comment on column ops.feed_summaries.maker is 'Caller who sent it.';
comment on column ops.feed_summaries.rows is 'Number of rows of the file, as its pairs say.';
comment on column ops.feed_summaries.taken is 'Number of pairs that are stored.';
comment on column ops.feed_summaries.exact is 'Number of pairs that match exactly.';
comment on column ops.feed_summaries.within_tolerance is
'Number of pairs that match within tolerances.';
comment on column ops.feed_summaries.forced is
'Number of pairs that differ as people accepted before.';
comment on column ops.feed_summaries.broken is 'Number of pairs whose sides differ.';
comment on column ops.feed_summaries.unmatched_ours is
'Number of rows with our side alone: theirs is missing.';
comment on column ops.feed_summaries.unmatched_theirs is
'Number of rows with their side alone: ours is missing.';
comment on column ops.feed_summaries.not_compared is
'Number of pairs that no worker has compared, yet or at all.';
comment on column ops.feed_summaries.approved is 'Number of pairs that are approved.';
comment on column ops.feed_summaries.rejected is 'Number of pairs that are rejected.';
comment on column ops.feed_summaries.awaiting_approval is
'Number of pairs that wait for people.';
comment on column ops.feed_summaries.needs_info is 'Number of pairs that wait for the caller.';
comment on column ops.feed_summaries.received is 'Number of pairs that wait for a worker.';
comment on column ops.feed_summaries.failed is 'Number of pairs that wait for an operator.';
comment on column ops.feed_summaries.cancelled is 'Number of pairs that are cancelled.';
comment on column ops.feed_summaries.repeated is
'Number of pairs that open nothing twice. An earlier request that is open has them unchanged.';
comment on column ops.feed_summaries.exceptions_opened is
'Number of exceptions that its pairs opened.';
comment on column ops.feed_summaries.exceptions_open is 'Number of these that are open now.';
comment on column ops.feed_summaries.first_request_id is 'First request; banking_requests.id.';
comment on column ops.feed_summaries.last_request_id is 'Last request; banking_requests.id.';
comment on column ops.feed_summaries.began_at is 'Time of acceptance of the first pair (UTC).';
comment on column ops.feed_summaries.changed_at is 'Time of the last move of a pair (UTC).';
comment on column ops.feed_summaries.client_id is 'Client whom the first pair is about.';

-- Feeds and their summaries. Where `maker` is not null only that maker's feeds exist.

-- name: page
-- Newest first. Each feed costs an entry of an index and a row: 1,000 feeds take 10 ms.
select f.name, f.maker, f.client_id, f.rows, f.first_request_id, f.began_at
from ops.feeds as f
where
    f.first_request_id < %(before)s::bigint
    and (%(maker)s::text is null or f.maker = %(maker)s::text)
order by f.first_request_id desc
limit %(most)s::bigint;

-- name: makers
select f.maker
from ops.feeds as f
where f.name = %(name)s::text
order by f.maker;

-- name: summary
select
    s.name,
    s.maker,
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
    s.changed_at
from ops.feed_summary(%(name)s::text, %(maker)s::text) as s;

create or replace view ops.notification_queue as
select
    round((q.used * 100)::numeric, 3) as percent_used,
    case
        when q.used < 0.1 then 'well'
        when q.used < 0.5
            then 'a session that listens has a transaction open: see ops.oldest_transactions'
        else 'end that transaction soon: when the queue is full every submit fails'
    end as verdict
from (select pg_catalog.pg_notification_queue_usage() as used) as q;

comment on view ops.notification_queue is
'Fill level of the server''s notification queue, which wakes the workers. PostgreSQL empties it '
'up to the oldest transaction of any listening session, in any database of the server.';
comment on column ops.notification_queue.percent_used is
'Used part in percent of its 8 GB (or of max_notify_queue_pages).';
comment on column ops.notification_queue.verdict is 'Verdict: well, or what to do.';

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
'How full the server''s queue of notifications is, which wake the workers. It is emptied up to the '
'oldest transaction of any session that listens, in any database of the server.';
comment on column ops.notification_queue.percent_used is
'Of its 8 GB (unless max_notify_queue_pages says otherwise).';
comment on column ops.notification_queue.verdict is 'well, or what to do.';

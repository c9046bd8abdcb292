create or replace view ops.feeds as
with recursive named as (
    (
        select left(r.payload #>> '{feed,name}', 100) as name, r.maker, r.id
        from bankagent.banking_requests as r
        where r.request_type = 'trade_exception' and r.payload #>> '{feed,name}' is not null
        order by left(r.payload #>> '{feed,name}', 100), r.maker, r.id
        limit 1
    )
    union all
    -- From each feed to the first pair of the next one: an entry of the index each, however many
    -- pairs there are.
    select following.name, following.maker, following.id
    from named as n
    cross join
        lateral (
            select left(r.payload #>> '{feed,name}', 100) as name, r.maker, r.id
            from bankagent.banking_requests as r
            where
                r.request_type = 'trade_exception'
                and r.payload #>> '{feed,name}' is not null
                and (left(r.payload #>> '{feed,name}', 100), r.maker) > (n.name, n.maker)
            order by left(r.payload #>> '{feed,name}', 100), r.maker, r.id
            limit 1
        ) as following
)

select
    n.name,
    n.maker,
    n.id as first_request_id,
    r.client_id,
    case
        when r.payload #>> '{feed,rows}' ~ '^[1-9][0-9]{0,5}$'
            then (r.payload #>> '{feed,rows}')::integer
    end as rows,
    r.created_at as began_at
from named as n
inner join bankagent.banking_requests as r on r.id = n.id;

comment on view ops.feeds is
'Feeds by name and maker. A feed is a file of pairs (trade_exception). Reads one pair of each; '
'ops.feed_summaries counts what became of them. order by began_at desc lists the newest first.';
comment on column ops.feeds.name is 'Name of the feed, as its pairs have it.';
comment on column ops.feeds.maker is 'Caller who sent it.';
comment on column ops.feeds.first_request_id is 'First request of the feed; banking_requests.id.';
comment on column ops.feeds.client_id is 'Client whom the first pair is about.';
comment on column ops.feeds.rows is 'Number of rows of the file, as its first pair says.';
comment on column ops.feeds.began_at is 'Time of acceptance of the first pair (UTC).';

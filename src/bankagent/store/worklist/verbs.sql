-- The verbs by which reviewers move items of work and comment on requests.

-- name: move
select m.owner, m.owned_until, m.team, m.snoozed_until
from bankagent.move_work(
    %(request_id)s::bigint,
    %(action)s::text,
    %(receiver)s::text,
    %(ends_at)s::timestamptz,
    %(reason)s::text,
    %(actor)s::text,
    %(traceparent)s::text
) as m;

-- name: comment
select bankagent.comment_on_request(
    %(request_id)s::bigint,
    %(visibility)s::text,
    %(text)s::text,
    %(actor)s::text,
    %(traceparent)s::text
) as comment_id;

-- name: comments
select
    (
        select
            coalesce(
                jsonb_agg(to_jsonb(c) - 'request_id' - 'audit_entry_id' order by c.id), '[]'
            )
        from bankagent.request_comments as c
        where c.request_id = r.id
    ) as comments
from bankagent.banking_requests as r
where r.id = %(request_id)s::bigint;

-- name: request_of_exception
select x.request_id
from bankagent.trade_exceptions as x
where x.id = %(exception_id)s::bigint;

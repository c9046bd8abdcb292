-- What a reviewer may read: what an authority of theirs covers, and what they voted on.

-- name: may_read
select
    ops.covers_request(%(reviewer)s::text, r.request_type, r.payload ->> 'desk')
    or exists (
        select
        from bankagent.votes as v
        where v.request_id = r.id and v.reviewer = %(reviewer)s::text
    ) as may_read
from bankagent.banking_requests as r
where r.id = %(request_id)s::bigint;

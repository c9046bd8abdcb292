-- Marks: numbers below 2^59 that differ once what a page shows has been written.

-- name: service
-- With the minute, so that what the clock alone changes is shown within one. A worker that has
-- just died is silent for 3 seconds.
select
    hashtextextended(
        concat_ws(
            '/',
            (select max(a.id) from bankagent.agent_audit_log as a),
            (
                select string_agg(p.id || ' ' || coalesce(p.ends_at::text, ''), ',' order by p.id)
                from bankagent.pauses as p
                where p.resumed_at is null
            ),
            (
                select string_agg(s.id || ' ' || (s.lift_asked_at is null), ',' order by s.id)
                from bankagent.stops as s
                where s.lifted_at is null
            ),
            (
                select
                    string_agg(
                        w.id
                        || ' '
                        || (
                            w.last_heartbeat between clock_timestamp() - interval '3 seconds'
                            and clock_timestamp() + interval '3 seconds'
                        ),
                        ',' order by w.id
                    )
                from procrastinate.procrastinate_workers as w
            ),
            date_trunc('minute', clock_timestamp())
        ),
        0
    ) & 576460752303423487 as mark;

-- name: failures
-- By agent_audit_log_trouble_idx and banking_requests_open_idx; of more than 1,000 requests that
-- failed, a requeue shows with the next failure.
select
    hashtextextended(
        concat_ws(
            '/',
            (
                select max(a.created_at)
                from bankagent.agent_audit_log as a
                where a.action in ('attempt_failed', 'attempt_lost', 'failed')
            ),
            (
                select count(*)
                from (
                    select
                    from bankagent.banking_requests as r
                    where r.status = 'failed'
                    limit 1000
                ) as failed
            )
        ),
        0
    ) & 576460752303423487 as mark;

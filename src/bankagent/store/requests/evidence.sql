-- The records that an explanation rests on, in one statement and so of one instant. Where `maker`
-- is not null only that maker's requests exist.

-- name: evidence
select
    r.id as request_id,
    r.client_id,
    r.request_type,
    r.status,
    r.maker,
    nullif(r.on_behalf_of, '') as on_behalf_of,
    r.created_at,
    r.job_id,
    1 + (
        select count(*)
        from bankagent.payload_versions as v
        where v.request_id = r.id
    ) as payload_version,
    ops.payload_sha256(r.payload) as payload_sha256,
    r.payload,
    (
        select to_jsonb(d)
        from bankagent.decisions as d
        where d.request_id = r.id
    ) as decision,
    (
        select coalesce(jsonb_agg(to_jsonb(a) order by a.id), '[]')
        from bankagent.agent_audit_log as a
        where a.request_id = r.id
    ) as entries,
    (
        select coalesce(jsonb_agg(to_jsonb(e) order by e.job_id, e.attempt), '[]')
        from bankagent.evaluations as e
        where e.request_id = r.id
    ) as evaluations,
    (
        select
            coalesce(
                jsonb_agg(
                    to_jsonb(a)
                    || jsonb_build_object('shown_digest', ops.digest_shown(a, null))
                    order by a.job_id, a.attempt
                ),
                '[]'
            )
        from bankagent.approvals as a
        where a.request_id = r.id
    ) as approvals,
    (
        select coalesce(jsonb_agg(to_jsonb(v) order by v.id), '[]')
        from bankagent.votes as v
        where v.request_id = r.id
    ) as votes,
    (
        select coalesce(jsonb_agg(to_jsonb(p) order by p.key, p.version), '[]')
        from bankagent.policies as p
        where
            (p.key, p.version) in (
                select e.policy_key, e.policy_version
                from bankagent.evaluations as e
                where e.request_id = r.id
            )
    ) as policies,
    (
        select coalesce(jsonb_agg(to_jsonb(a) - 'facts' order by a.active_from), '[]')
        from ops.policy_periods as a
        where
            (a.key, a.version) in (
                select e.policy_key, e.policy_version
                from bankagent.evaluations as e
                where e.request_id = r.id
            )
    ) as activations,
    (
        select coalesce(jsonb_agg(to_jsonb(v) order by v.id), '[]')
        from bankagent.reference_versions as v
        where
            exists (
                select
                from bankagent.evaluations as e
                where e.request_id = r.id and e.reference ->> v.dataset = v.version::text
            )
    ) as "references",
    (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'version', v.version, 'calendar', d.calendar, 'day', d.day, 'name', d.name
                    )
                    order by v.version, d.calendar, d.day
                ),
                '[]'
            )
        from bankagent.reference_versions as v
        inner join bankagent.calendar_days as d on d.reference_version_id = v.id
        where
            v.dataset = 'calendars'
            and exists (
                select
                from bankagent.evaluations as e
                where
                    e.request_id = r.id
                    and e.reference ->> v.dataset = v.version::text
                    and e.known #> array['calendars', 'calendars', d.calendar, 'holidays']
                    ? to_char(d.day, 'YYYY-MM-DD')
            )
    ) as holidays,
    (
        select coalesce(jsonb_agg(to_jsonb(s) order by s.id), '[]')
        from bankagent.stops as s
        where
            (s.request_type is null or s.request_type = r.request_type)
            and exists (
                select
                from bankagent.evaluations as e
                where
                    e.request_id = r.id
                    and e.fired @> '[{"rule_id": "DECISIONS-STOPPED"}]'
            )
    ) as stops,
    (
        select
            jsonb_build_object(
                'id', x.id,
                'state', x.state,
                'closed_reason', x.closed_reason,
                'closed_match', x.closed_match,
                'proposals',
                (
                    select
                        coalesce(
                            jsonb_agg(
                                to_jsonb(p) - 'content' - 'digest'
                                || jsonb_build_object(
                                    'votes',
                                    (
                                        select jsonb_agg(to_jsonb(v) - 'digest' order by v.id)
                                        from bankagent.exception_votes as v
                                        where v.proposal_id = p.id
                                    )
                                )
                                order by p.id
                            ),
                            '[]'
                        )
                    from bankagent.exception_proposals as p
                    where p.exception_id = x.id
                )
            )
        from bankagent.trade_exceptions as x
        where x.request_id = r.id
    ) as exception,
    (
        select coalesce(jsonb_agg(to_jsonb(a) order by a.id), '[]')
        from bankagent.request_answers as a
        where a.request_id = r.id
    ) as answers,
    (
        select coalesce(jsonb_agg(to_jsonb(c) order by c.id), '[]')
        from bankagent.request_comments as c
        where c.request_id = r.id and c.visibility = 'caller'
    ) as comments
from bankagent.banking_requests as r
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text);

-- name: of_others
select r.id
from bankagent.banking_requests as r
where r.id = any(%(request_ids)s::bigint[]) and r.maker <> %(maker)s::text
order by r.id;

create or replace view ops.proposal_gaps as
-- Proposals, votes and reopenings against the moves of their exception and the request's trail.
select
    p.request_id,
    format(
        'proposal %s on exception %s is %s, which the moves do not say',
        p.id, p.exception_id, coalesce(p.disposition, 'waiting')
    ) as gap,
    'proposal_differs' as code
from bankagent.exception_proposals as p
where
    not exists (
        select
        from bankagent.exception_moves as m
        where
            m.exception_id = p.exception_id
            and (m.proposal_id, m.action, m.actor) = (p.id, p.kind || '_proposed', p.proposer)
    )
    or not case
        when p.disposition is null
            then
                exists (
                    select
                    from bankagent.trade_exceptions as x
                    where x.id = p.exception_id and x.closed_at is null
                )
        when p.disposition = 'withdrawn'
            then
                exists (
                    select
                    from bankagent.exception_moves as proposed
                    inner join bankagent.exception_moves as later
                        on later.exception_id = proposed.exception_id and later.id > proposed.id
                    where
                        proposed.exception_id = p.exception_id
                        and proposed.proposal_id = p.id
                        and later.proposal_id is distinct from p.id
                )
        else exists (
            select
            from bankagent.exception_moves as m
            inner join bankagent.exception_votes as v on v.id = m.vote_id
            where
                m.exception_id = p.exception_id
                and v.proposal_id = p.id
                and v.verdict = case p.disposition when 'approved' then 'approve' else 'reject' end
        )
    end
union all
select
    v.request_id,
    format(
        'vote %s on proposal %s is of the proposer, the maker or the person, or moves nothing',
        v.id, v.proposal_id
    ) as gap,
    'exception_vote_differs' as code
from bankagent.exception_votes as v
left join bankagent.exception_proposals as p on p.id = v.proposal_id
left join bankagent.banking_requests as r on r.id = v.request_id
where
    bankagent.person_key(v.reviewer) in (
        bankagent.person_key(p.proposer),
        bankagent.person_key(r.maker),
        bankagent.person_key(r.on_behalf_of)
    ) is not false
    or not exists (
        select
        from bankagent.exception_moves as m
        where m.exception_id = v.exception_id and (m.vote_id, m.actor) = (v.id, v.reviewer)
    )
union all
select
    o.request_id,
    format('the request does not reopen exception %s', o.exception_id) as gap,
    'reopening_differs' as code
from bankagent.exception_reopenings as o
where
    not exists (
        select
        from bankagent.exception_moves as m
        where
            m.exception_id = o.exception_id
            and (m.by_request, m.action, m.actor) = (o.request_id, 'reopened', o.reopened_by)
    )
    or not exists (
        select
        from bankagent.agent_audit_log as a
        where
            a.request_id = o.request_id
            and a.from_status = 'new'
            and a.result @> jsonb_build_object('reopens_exception', o.exception_id)
    );

comment on view ops.proposal_gaps is
'Proposals, votes and reopenings that differ from the moves of their exception. A part of '
'ops.audit_gaps.';
comment on column ops.proposal_gaps.request_id is 'Number of the request.';
comment on column ops.proposal_gaps.gap is 'Difference in words.';
comment on column ops.proposal_gaps.code is
'Difference for programs. proposal_differs, exception_vote_differs or reopening_differs.';

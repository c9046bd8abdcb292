create or replace view ops.exception_gaps as
select
    x.request_id,
    wrong.entry_id,
    format('exception %s %s', x.id, wrong.gap) as gap,
    wrong.code
from bankagent.trade_exceptions as x
left join bankagent.exception_states as s on s.state = x.state
left join bankagent.banking_requests as r on r.id = x.request_id
left join bankagent.decisions as d on d.request_id = x.request_id
left join lateral (
    select m.to_state, m.audit_entry_id, m.vote_id
    from bankagent.exception_moves as m
    where m.exception_id = x.id
    order by m.id desc
    limit 1
) as latest on true
cross join
    lateral (
        values
        (
            null::bigint,
            s.is_final is distinct from (r.status <> 'awaiting_approval')
            or (s.is_final and d.decision is distinct from s.decision),
            'exception_differs',
            format(
                'is %s, but its request is %s%s',
                x.state, coalesce(r.status, 'not there'), ' and ' || d.decision
            )
        ),
        (
            latest.audit_entry_id,
            latest.to_state is distinct from x.state,
            'exception_move_differs',
            format(
                'is %s, but its last move says %s', x.state, coalesce(latest.to_state, 'nothing')
            )
        ),
        (
            latest.audit_entry_id,
            x.state in ('repaired', 'written_off') and not exists (
                select
                from bankagent.exception_moves as m
                inner join bankagent.exception_votes as v on v.id = m.vote_id
                where m.exception_id = x.id and m.action = x.state and v.verdict = 'approve'
            ),
            'exception_without_vote',
            format('is %s, but no vote of another person says so', x.state)
        )
    ) as wrong (entry_id, applies, code, gap)
where wrong.applies;

comment on view ops.exception_gaps is
'Violations of the first law by trade exceptions; a part of ops.audit_gaps. An exception, its '
'moves, votes and request move together.';
comment on column ops.exception_gaps.request_id is 'Number of the request.';
comment on column ops.exception_gaps.entry_id is 'Audit entry that shows it; null where none does.';
comment on column ops.exception_gaps.gap is 'Violation in words.';
comment on column ops.exception_gaps.code is
'Violation for programs. exception_differs, exception_move_differs or exception_without_vote.';

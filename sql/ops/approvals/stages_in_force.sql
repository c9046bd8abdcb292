-- An escalation takes the place of the stages that wait: what they had of votes stays.
create or replace function ops.stages_in_force(p_job_id bigint, p_attempt integer)
returns table (
    stage integer,
    role text,
    votes integer,
    given integer,
    due_at timestamptz,
    expires_at timestamptz,
    escalation_id bigint
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        c.stage,
        c.role,
        case when c.is_latest then c.votes else c.given end,
        c.given,
        c.due_at,
        c.expires_at,
        c.escalation_id
    from (
        select
            s.*,
            coalesce(s.escalation_id, 0)
            = max(coalesce(s.escalation_id, 0)) over () as is_latest,
            (
                select count(*)::integer
                from votes as v
                where v.job_id = s.job_id
                    and v.attempt = s.attempt
                    and v.stage = s.stage
                    and v.verdict = 'approve'
            ) as given
        from approval_stages as s
        where s.job_id = p_job_id and s.attempt = p_attempt
    ) as c
    where c.is_latest or c.given > 0
    order by c.stage
$$;

comment on function ops.stages_in_force(bigint, integer) is
'Stages of an approval, with the votes to approve that are given. Where it was escalated, those '
'that waited then are left out, and one that had some of its votes asks for no more. Example: '
'select * from ops.stages_in_force(7, 1).';

create or replace function ops.digest_shown(
    p_approval bankagent.approvals, p_before_vote bigint default null
)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    -- Only an escalation changes what a vote is on: it is covered with its words and its stages.
    select coalesce(
        (
            select encode(sha256(convert_to(jsonb_build_array(
                p_approval.digest, v.id, v.reviewer, v.escalation_code, v.reason,
                (
                    select jsonb_agg(jsonb_build_array(s.stage, s.role, s.votes) order by s.stage)
                    from approval_stages as s
                    where s.job_id = v.job_id
                        and s.attempt = v.attempt
                        and s.escalation_id = v.id
                )
            )::text, 'UTF8')), 'hex')
            from votes as v
            where v.job_id = p_approval.job_id
                and v.attempt = p_approval.attempt
                and v.verdict = 'escalate'
                and v.id < coalesce(p_before_vote, v.id + 1)
            order by v.id desc
            limit 1
        ),
        p_approval.digest
    )
$$;

comment on function ops.digest_shown(bankagent.approvals, bigint) is
'Digest that reviewers are shown, and that a vote names. It is that of the opening, and after an '
'escalation another one, which covers its words and stages too. As it was before a vote, where '
'one is named. Example: select ops.digest_shown(a, null) from bankagent.approvals as a where '
'a.request_id = 7.';

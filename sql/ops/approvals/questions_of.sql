create or replace function ops.questions_of(p_request_id bigint, p_before_job bigint)
returns table (
    vote_id bigint,
    question text,
    role text,
    asked_by text,
    asked_at timestamptz,
    answer_id bigint,
    answer text,
    payload_version integer,
    answered_by text,
    answered_at timestamptz
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        v.id, v.reason, h.role, v.reviewer, v.created_at,
        a.id, a.text, a.payload_version, a.author, a.answered_at
    from (
        select *
        from votes as v
        where v.request_id = p_request_id
            and v.verdict = 'needs_info'
            and v.job_id < p_before_job
    ) as v
    full join (
        select *
        from request_answers as a
        where a.request_id = p_request_id and a.job_id < p_before_job
    ) as a on a.job_id = v.job_id
    left join authorities as h on h.id = v.authority_id
    order by coalesce(v.job_id, a.job_id)
$$;

comment on function ops.questions_of(bigint, bigint) is
'Questions to the caller of a request and its answers, before a job. The oldest first. An '
'answer to a policy has no question, and a payload that came without words no answer. Example: '
'select * from ops.questions_of(7, 9223372036854775807).';

create or replace function ops.questions_shown(p_request_id bigint, p_before_job bigint)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
as $$
    select jsonb_agg(
        jsonb_build_array(q.vote_id, q.question, q.answer_id, q.answer, q.payload_version)
        order by q.n
    )
    from ops.questions_of(p_request_id, p_before_job)
    with ordinality as q (
        vote_id, question, role, asked_by, asked_at,
        answer_id, answer, payload_version, answered_by, answered_at, n
    )
$$;

comment on function ops.questions_shown(bigint, bigint) is
'Questions and answers of a request as its digest covers them. Those before a job; null '
'where there are none. Example: select ops.questions_shown(7, 9223372036854775807).';

create or replace function bankagent.asks_for_two(p_evaluation jsonb)
returns boolean
language sql immutable parallel safe
return p_evaluation ->> 'outcome' = 'dual_control'
or coalesce(p_evaluation -> 'fired' @> '[{"outcome": "dual_control"}]', false)
or coalesce(p_evaluation #>> '{known,case,rating,rating}' = 'high', false);

comment on function bankagent.asks_for_two(jsonb) is
'Test of an evaluation: true where two people must approve. A rule says dual_control, under a '
'stricter outcome too, or a client''s rating is high. settle_jobs and case_fault ask for it.';

create or replace function bankagent.votes_asked(p_stages jsonb)
returns bigint
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select coalesce(sum((s.value ->> 'votes')::integer), 0)
    from jsonb_array_elements(p_stages) as s (value)
$$;

comment on function bankagent.votes_asked(jsonb) is
'Number of votes that stages ask for, all of them together.';

create or replace function bankagent.strictest_stages(
    p_request_type text,
    p_outcome text,
    p_two boolean,
    p_used tstzmultirange default '{}',
    out stages jsonb,
    out version_id bigint
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    of_two jsonb;
begin
    select d.stages, d.version_id into stages, version_id
    from demanded_stages(p_request_type, p_outcome, p_used) as d;
    if not p_two or p_outcome = 'dual_control' then
        return;
    end if;
    -- A review may ask for one vote, of a senior.
    select d.stages into of_two
    from demanded_stages(p_request_type, 'dual_control', p_used) as d;
    if votes_asked(of_two) <= votes_asked(stages) then
        return;
    end if;
    select jsonb_agg(s.value || jsonb_build_object('stage', s.n) order by s.n) into stages
    from (
        select b.value, row_number() over (order by b.part, b.n) as n
        from (
            select 1 as part, e.n, e.value
            from jsonb_array_elements(of_two) with ordinality as e (value, n)
            union all
            select 2, e.n, e.value
            from jsonb_array_elements(stages) with ordinality as e (value, n)
            where e.value ->> 'role' is not null
                and not of_two @> jsonb_build_array(jsonb_build_object('role', e.value -> 'role'))
        ) as b
    ) as s;
end
$$;

comment on function bankagent.strictest_stages(text, text, boolean, tstzmultirange) is
'Stages that an approval is to have. They are those of its outcome. Where two people must approve '
'(p_two) they are never fewer votes than dual_control asks for; its stages then come first, and '
'the roles of the outcome after them.';

create or replace function bankagent.is_escalated_by_people(p_request_id bigint)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select from votes as v where v.request_id = p_request_id and v.verdict = 'escalate'
    )
$$;

comment on function bankagent.is_escalated_by_people(bigint) is
'Test of a request: true where a reviewer escalated it.';

create or replace function bankagent.demanded_again(
    p_request_id bigint, p_request_type text, p_outcome text, p_two boolean
)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case
        when waited.spans is not null or was.escalated
            then (
                select d.stages
                from strictest_stages(
                    p_request_type,
                    case when was.escalated then 'escalate' else p_outcome end,
                    p_two or p_outcome = 'dual_control',
                    coalesce(waited.spans, '{}')
                ) as d
            )
    end
    from (select is_escalated_by_people(p_request_id) as escalated) as was
    cross join (
        -- People had it from each opening to its closing; then the caller, or a worker.
        select range_agg(tstzrange(a.opened_at, a.closed_at)) as spans
        from approvals as a
        where a.request_id = p_request_id
            and a.closed_at is not null
            and a.opened_at >= coalesce(
                (
                    select max(v.replaced_at)
                    from payload_versions as v
                    inner join banking_requests as r on r.id = v.request_id
                    where v.request_id = p_request_id and v.payload <> r.payload
                ),
                '-infinity'
            )
    ) as waited
$$;

comment on function bankagent.demanded_again(bigint, text, text, boolean) is
'Stages of another approval of the same payload; null for the first one. Its time goes on. The '
'time in which the caller had the request does not count. What a reviewer escalated asks for what '
'escalate asks for, with another payload too: a question to the caller does not undo it.';

create or replace view ops.agent_trace as
select
    s.request_id,
    s.run,
    s.number,
    s.kind,
    s.name,
    s.occurrence,
    s.started_at,
    s.ended_at,
    s.ended_at - s.started_at as lasted,
    s.job_id,
    s.attempt,
    r.reason as run_reason,
    later.run is not null as superseded,
    s.definition_sha256,
    m.provider,
    m.model,
    m.version,
    m.input_tokens,
    m.output_tokens,
    m.cached_tokens,
    m.cost,
    m.latency_ms,
    c.effect,
    c.idempotency_key,
    t.outcome,
    t.in_doubt,
    given.content as arguments,
    came.content as result,
    s.result_sha256,
    came.redacted_at,
    s.id as step_id
from bankagent.agent_steps as s
inner join bankagent.agent_runs as r on r.request_id = s.request_id and r.run = s.run
left join bankagent.agent_runs as later
    on later.request_id = s.request_id and later.run = s.run + 1
inner join bankagent.agent_texts as came
    on came.request_id = s.request_id and came.sha256 = s.result_sha256
left join bankagent.model_calls as m on m.step_id = s.id
left join bankagent.tool_results as t on t.step_id = s.id
left join bankagent.tool_calls as c on c.id = t.tool_call
left join bankagent.agent_texts as given
    on given.request_id = c.request_id and given.sha256 = c.arguments_sha256;

comment on view ops.agent_trace is
'Trace of agents: one row for each step, with its call record. Read it in the order of run and '
'number. Example: select * from ops.agent_trace where request_id = 7 order by run, number.';
comment on column ops.agent_trace.request_id is 'Request of the step; banking_requests.id.';
comment on column ops.agent_trace.run is
'Number of the agent run; a changed definition or input begins another.';
comment on column ops.agent_trace.number is 'Number of the step in its run, counted from 1.';
comment on column ops.agent_trace.kind is 'Kind of the step: model, tool, approval or answer.';
comment on column ops.agent_trace.name is 'Name of the step; of a tool step that of its tool.';
comment on column ops.agent_trace.occurrence is
'Number of the step among those of its kind and name, from 1.';
comment on column ops.agent_trace.started_at is 'Time when it began (UTC).';
comment on column ops.agent_trace.ended_at is 'Time when it ended (UTC).';
comment on column ops.agent_trace.lasted is 'Time between the two.';
comment on column ops.agent_trace.job_id is 'Job of the attempt that recorded it.';
comment on column ops.agent_trace.attempt is 'Attempt that recorded it, counted from 1.';
comment on column ops.agent_trace.run_reason is
'Reason of the run: first, definition_changed or input_changed.';
comment on column ops.agent_trace.superseded is
'True where a later run took the place of this one.';
comment on column ops.agent_trace.definition_sha256 is
'Definition that ran; agent_definitions has it.';
comment on column ops.agent_trace.provider is 'Provider of the model; null for other steps.';
comment on column ops.agent_trace.model is 'Model that was asked for.';
comment on column ops.agent_trace.version is 'Model as the answer names it.';
comment on column ops.agent_trace.input_tokens is 'Tokens that went in.';
comment on column ops.agent_trace.output_tokens is 'Tokens that came out.';
comment on column ops.agent_trace.cached_tokens is
'Tokens of the input that the provider had kept.';
comment on column ops.agent_trace.cost is 'Cost in US dollars; null where no price is known.';
comment on column ops.agent_trace.latency_ms is 'Time to the whole answer, in milliseconds.';
comment on column ops.agent_trace.effect is
'Effect of the tool: read, write_db or outside; null for other steps.';
comment on column ops.agent_trace.idempotency_key is
'Key of the effect; null where the tool only reads.';
comment on column ops.agent_trace.outcome is
'Outcome of the tool call: success, refused or repeated.';
comment on column ops.agent_trace.in_doubt is
'True where an earlier attempt may have made the call already.';
comment on column ops.agent_trace.arguments is
'Validated arguments of the tool; null after redaction.';
comment on column ops.agent_trace.result is 'Result of the step; null after redaction.';
comment on column ops.agent_trace.result_sha256 is
'Digest of the result, which outlives a redaction.';
comment on column ops.agent_trace.redacted_at is
'Time of the redaction (UTC); null while the text is there.';
comment on column ops.agent_trace.step_id is 'Number of the step; agent_steps.id.';

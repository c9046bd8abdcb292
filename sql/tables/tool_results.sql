create table bankagent.tool_results (
    tool_call bigint primary key references bankagent.tool_calls (id),
    step_id bigint not null references bankagent.agent_steps (id),
    outcome text not null,
    in_doubt boolean not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint tool_results_come_with_one_step
    unique (step_id),
    constraint tool_results_outcome_is_known
    check (outcome in ('success', 'refused', 'repeated'))
);

comment on table bankagent.tool_results is
'Tool results: how each tool call ended. Append-only.';
comment on column bankagent.tool_results.tool_call is
'Call that ended; tool_calls.id.';
comment on column bankagent.tool_results.step_id is
'Step of the result, which has its text; agent_steps.id.';
comment on column bankagent.tool_results.outcome is
'Outcome: success, refused or repeated. Refused: the tool told the model why. Repeated: the '
'effect had happened in an earlier run.';
comment on column bankagent.tool_results.in_doubt is
'True where an earlier attempt may have made the call to the outside already.';
comment on column bankagent.tool_results.created_at is
'Time of the record (UTC).';
comment on constraint tool_results_come_with_one_step
on bankagent.tool_results is
'A step has one result.';
comment on constraint tool_results_outcome_is_known
on bankagent.tool_results is
'Outcomes of tool calls.';

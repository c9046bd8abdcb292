-- A string in place of the list of fired rules made the list of approvals fail for every reviewer.
-- Evaluations that exist are not checked: they are evidence and stay as they are, and a reader
-- shows what it can of them.
alter table bankagent.evaluations
add constraint evaluations_facts_are_an_object
check (jsonb_typeof(facts) = 'object') not valid,
add constraint evaluations_fired_is_a_list_of_rules
check (
    jsonb_typeof(fired) = 'array'
    and not jsonb_path_exists(fired, 'strict $[*].type() ? (@ != "object")')
    and not jsonb_path_exists(
        fired,
        '$[*] ? (
            !(@.rule_id.type() == "string") || !(@.outcome.type() == "string")
            || !(@.text.type() == "string") || !(@.facts.type() == "object")
        )'
    )
) not valid;

alter table bankagent.agent_audit_log
add constraint agent_audit_log_result_is_an_object
check (jsonb_typeof(result) = 'object') not valid;

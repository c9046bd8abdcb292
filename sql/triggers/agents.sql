-- What agents did is evidence: it never changes, superusers included. A text may be taken away.
create or replace trigger agent_definitions_append_only
before update or delete or truncate on bankagent.agent_definitions
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_runs_append_only
before update or delete or truncate on bankagent.agent_runs
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_steps_append_only
before update or delete or truncate on bankagent.agent_steps
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_messages_append_only
before update or delete or truncate on bankagent.agent_messages
for each statement execute function bankagent.refuse_change();
create or replace trigger model_calls_append_only
before update or delete or truncate on bankagent.model_calls
for each statement execute function bankagent.refuse_change();
create or replace trigger tool_calls_append_only
before update or delete or truncate on bankagent.tool_calls
for each statement execute function bankagent.refuse_change();
create or replace trigger tool_results_append_only
before update or delete or truncate on bankagent.tool_results
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_texts_no_delete
before delete or truncate on bankagent.agent_texts
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_texts_redacted_once
before update on bankagent.agent_texts
for each row
when (
    old.content is null
    or new.content is not null
    or new.redacted_at is null
    or (new.request_id, new.sha256, new.created_at)
    is distinct from (old.request_id, old.sha256, old.created_at)
)
execute function bankagent.refuse_change();
create or replace trigger retrievals_append_only
before update or delete or truncate on bankagent.retrievals
for each statement execute function bankagent.refuse_change();
create or replace trigger retrieval_hits_append_only
before update or delete or truncate on bankagent.retrieval_hits
for each statement execute function bankagent.refuse_change();
create or replace trigger citations_append_only
before update or delete or truncate on bankagent.citations
for each statement execute function bankagent.refuse_change();

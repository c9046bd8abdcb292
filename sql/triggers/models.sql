-- Listings and limits end once, and calls never change, superusers included.

create or replace trigger models_no_delete
before delete or truncate on bankagent.models
for each statement execute function bankagent.refuse_change();
create or replace trigger models_end_once
before update on bankagent.models
for each row
when (
    old.valid_to is not null
    or new.valid_to is null
    or (
        new.id, new.provider, new.name, new.owner, new.purpose, new.validated_on,
        new.validated_by, new.input_price, new.output_price, new.cached_price, new.currency,
        new.valid_from, new.listed_by
    )
    is distinct from (
        old.id, old.provider, old.name, old.owner, old.purpose, old.validated_on,
        old.validated_by, old.input_price, old.output_price, old.cached_price, old.currency,
        old.valid_from, old.listed_by
    )
)
execute function bankagent.refuse_change();
create or replace trigger model_limits_no_delete
before delete or truncate on bankagent.model_limits
for each statement execute function bankagent.refuse_change();
create or replace trigger model_limits_end_once
before update on bankagent.model_limits
for each row
when (
    old.valid_to is not null
    or new.valid_to is null
    or (
        new.id, new.scope, new.subject, new.tokens, new.requests, new.money, new.valid_from,
        new.set_by
    )
    is distinct from (
        old.id, old.scope, old.subject, old.tokens, old.requests, old.money, old.valid_from,
        old.set_by
    )
)
execute function bankagent.refuse_change();
create or replace trigger model_call_starts_append_only
before update or delete or truncate on bankagent.model_call_starts
for each statement execute function bankagent.refuse_change();
create or replace trigger model_call_ends_append_only
before update or delete or truncate on bankagent.model_call_ends
for each statement execute function bankagent.refuse_change();
create or replace trigger model_faults_append_only
before update or delete or truncate on bankagent.model_faults
for each statement execute function bankagent.refuse_change();
create or replace trigger model_pause_lifts_append_only
before update or delete or truncate on bankagent.model_pause_lifts
for each statement execute function bankagent.refuse_change();

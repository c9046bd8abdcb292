-- Two people take a text away, superusers included: no statement does so by itself.

create or replace function bankagent.check_redaction()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (select from redactions as r where r.xid = pg_current_xact_id()) then
        raise exception 'a row of % is taken away by two people: ask with bankagent.ask_redaction, '
            'and another person confirms', tg_table_name
            using errcode = 'BA403', table = tg_table_name;
    end if;
    return null;
end
$$;

comment on function bankagent.check_redaction() is
'Trigger: a text is taken away by a redaction of two people. It is of the same transaction.';

create or replace trigger agent_texts_redacted_by_two
before update on bankagent.agent_texts
for each statement execute function bankagent.check_redaction();
create or replace trigger document_texts_redacted_by_two
before delete on bankagent.document_texts
for each statement execute function bankagent.check_redaction();
create or replace trigger document_words_redacted_by_two
before delete on bankagent.document_words
for each statement execute function bankagent.check_redaction();
create or replace trigger redaction_asks_are_signed
after insert on bankagent.redaction_asks
for each row execute function bankagent.check_writer('asked_by');
create or replace trigger redaction_asks_append_only
before update or delete or truncate on bankagent.redaction_asks
for each statement execute function bankagent.refuse_change();
create or replace trigger redactions_are_signed
after insert on bankagent.redactions
for each row execute function bankagent.check_writer('confirmed_by');
create or replace trigger redactions_append_only
before update or delete or truncate on bankagent.redactions
for each statement execute function bankagent.refuse_change();

create or replace view ops.redaction_asks as
select
    k.id as ask_id,
    case
        when r.ask_id is not null then 'confirmed'
        when k.asked_at < statement_timestamp() - interval '7 days' then 'lapsed'
        else 'asked'
    end as state,
    k.request_id,
    k.document_id,
    k.version,
    k.reason,
    k.asked_by,
    k.asked_at,
    k.asked_at + interval '7 days' as lapses_at,
    r.confirmed_by,
    r.redacted_at,
    r.request_count,
    r.agent_text_count,
    r.document_text_count
from bankagent.redaction_asks as k
left join bankagent.redactions as r on r.ask_id = k.id;

comment on view ops.redaction_asks is
'Redactions: what was asked for, what waits for a second person, and what went.';
comment on column ops.redaction_asks.ask_id is 'Number of the ask.';
comment on column ops.redaction_asks.state is
'State: asked, lapsed or confirmed. A second person may confirm what is asked, for 7 days.';
comment on column ops.redaction_asks.request_id is 'Request whose texts it is about; or null.';
comment on column ops.redaction_asks.document_id is 'Document that it is about; or null.';
comment on column ops.redaction_asks.version is 'Newest version of the document at the ask.';
comment on column ops.redaction_asks.reason is 'Reason in the words of the person who asks.';
comment on column ops.redaction_asks.asked_by is 'Database user who asks.';
comment on column ops.redaction_asks.asked_at is 'Time of the ask (UTC).';
comment on column ops.redaction_asks.lapses_at is
'Time until which another person may confirm it (UTC).';
comment on column ops.redaction_asks.confirmed_by is
'Database user who confirmed it; null before.';
comment on column ops.redaction_asks.redacted_at is
'Time when the texts were taken away (UTC); null before.';
comment on column ops.redaction_asks.request_count is
'Number of requests whose texts went; null before.';
comment on column ops.redaction_asks.agent_text_count is
'Number of agents'' texts that went; null before.';
comment on column ops.redaction_asks.document_text_count is
'Number of document versions whose text went; null before.';

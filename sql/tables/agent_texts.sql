create table bankagent.agent_texts (
    request_id bigint not null references bankagent.banking_requests (id),
    sha256 text not null,
    content json,
    redacted_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    constraint agent_texts_pkey
    primary key (request_id, sha256),
    constraint agent_texts_sha256_is_that_of_the_text
    check (
        sha256 ~ '^[0-9a-f]{64}$'
        and sha256 = coalesce(encode(sha256(convert_to(content::text, 'UTF8')), 'hex'), sha256)
    ),
    constraint agent_texts_is_there_or_redacted
    check (num_nonnulls(content, redacted_at) = 1),
    constraint agent_texts_content_has_at_most_4_mib
    check (octet_length(content::text) <= 4194304)
);

comment on table bankagent.agent_texts is
'Texts of agents'' work: prompts, answers, arguments, results. Each once for a request, by '
'its digest. Retention may take the text away; the digest stays.';
comment on column bankagent.agent_texts.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.agent_texts.sha256 is
'Digest of the text; steps, messages and tool calls name it.';
comment on column bankagent.agent_texts.content is
'Text as the JSON that was sent or came back, byte for byte. Null after redaction.';
comment on column bankagent.agent_texts.redacted_at is
'Time of the redaction (UTC); null while the text is there.';
comment on column bankagent.agent_texts.created_at is
'Time of the record (UTC).';
comment on constraint agent_texts_pkey
on bankagent.agent_texts is
'Key of a text: its request and its digest.';
comment on constraint agent_texts_sha256_is_that_of_the_text
on bankagent.agent_texts is
'Digest: SHA-256 in hex of the text in UTF-8.';
comment on constraint agent_texts_is_there_or_redacted
on bankagent.agent_texts is
'A text is there, or was taken away at a time.';
comment on constraint agent_texts_content_has_at_most_4_mib
on bankagent.agent_texts is
'Size of a text; what is larger is a document.';

create table bankagent.document_verdicts (
    id bigint generated always as identity,
    request_id bigint not null,
    sha256 text not null,
    verdict text not null,
    reason_code text,
    reviewer text not null,
    maker text not null,
    on_behalf_of text not null,
    audit_entry_id bigint not null,
    given_at timestamptz not null default clock_timestamp(),
    constraint document_verdicts_pkey primary key (id),
    constraint document_verdicts_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint document_verdicts_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name),
    constraint document_verdicts_maker_and_person_are_the_requests
    foreign key (maker, request_id, on_behalf_of)
    references bankagent.banking_requests (maker, id, on_behalf_of),
    constraint document_verdicts_reviewer_is_not_the_maker
    check (bankagent.person_key(reviewer) <> bankagent.person_key(maker)),
    constraint document_verdicts_reviewer_is_not_the_person
    check (bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of)),
    constraint document_verdicts_sha256_is_a_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint document_verdicts_verdict_is_known check (
        verdict in ('accept', 'reject', 'ask_again')
    ),
    -- An acceptance needs no reason; every other verdict has one.
    constraint document_verdicts_reason_code_is_a_word check (
        case verdict
            when 'accept' then reason_code is null
            else reason_code is not null and reason_code ~ '^[a-z][a-z0-9_]{0,39}$'
        end
    )
);

create index document_verdicts_request_idx
on bankagent.document_verdicts (request_id, sha256, id);
create index document_verdicts_rejected_idx on bankagent.document_verdicts (sha256, id)
where verdict = 'reject';

comment on table bankagent.document_verdicts is
'Verdicts of reviewers on documents of a case. A verdict is on the file, by its SHA-256: under '
'another id the same file has the same verdict. Append-only; written by give_findings.';
comment on column bankagent.document_verdicts.id is 'Number of the verdict.';
comment on column bankagent.document_verdicts.request_id is
'Case that has the document; banking_requests.id.';
comment on column bankagent.document_verdicts.sha256 is 'SHA-256, in hex, of the file.';
comment on column bankagent.document_verdicts.verdict is
'Verdict: accept, reject (for ever) or ask_again. Of the others the last one counts.';
comment on column bankagent.document_verdicts.reason_code is
'Reason as a code, as unreadable; null with accept. Never shown to the client: it may tell a '
'suspicion.';
comment on column bankagent.document_verdicts.reviewer is
'Reviewer who gave it. Never the maker, or the person for whom the request was made.';
comment on column bankagent.document_verdicts.maker is 'Maker of the request.';
comment on column bankagent.document_verdicts.on_behalf_of is
'Person for whom the request was made; empty where none is named.';
comment on column bankagent.document_verdicts.audit_entry_id is
'Audit entry of the same transaction; agent_audit_log.id.';
comment on column bankagent.document_verdicts.given_at is 'Time of the verdict (UTC).';
comment on constraint document_verdicts_maker_and_person_are_the_requests
on bankagent.document_verdicts is
'A verdict names the maker and the person of its request. It cannot name others.';
comment on constraint document_verdicts_reviewer_is_not_the_maker on bankagent.document_verdicts is
'Four-eyes rule: the maker of the request gives no verdict.';
comment on constraint document_verdicts_reviewer_is_not_the_person
on bankagent.document_verdicts is
'Four-eyes rule: the person for whom the request was made gives no verdict.';
comment on index bankagent.document_verdicts_request_idx is
'Verdicts of one case by file, oldest first.';
comment on index bankagent.document_verdicts_rejected_idx is
'Files that were rejected, which no later case of the client takes.';
comment on sequence bankagent.document_verdicts_id_seq is 'Numbers of verdicts.';

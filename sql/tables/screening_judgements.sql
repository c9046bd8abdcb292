create table bankagent.screening_judgements (
    id bigint generated always as identity,
    request_id bigint not null,
    party_id text not null,
    dataset text not null,
    entry_id text not null,
    party_sha256 text not null,
    entry_sha256 text not null,
    verdict text not null,
    reason text not null,
    reviewer text not null,
    maker text not null,
    on_behalf_of text not null,
    audit_entry_id bigint not null,
    given_at timestamptz not null default clock_timestamp(),
    constraint screening_judgements_pkey primary key (id),
    constraint screening_judgements_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint screening_judgements_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name),
    constraint screening_judgements_maker_and_person_are_the_requests
    foreign key (maker, request_id, on_behalf_of)
    references bankagent.banking_requests (maker, id, on_behalf_of),
    constraint screening_judgements_reviewer_is_not_the_maker
    check (bankagent.person_key(reviewer) <> bankagent.person_key(maker)),
    constraint screening_judgements_reviewer_is_not_the_person
    check (bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of)),
    constraint screening_judgements_digests_are_sha256 check (
        party_sha256 ~ '^[0-9a-f]{64}$' and entry_sha256 ~ '^[0-9a-f]{64}$'
    ),
    constraint screening_judgements_verdict_is_known check (verdict in ('cleared', 'confirmed')),
    constraint screening_judgements_reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]'
    )
);

create index screening_judgements_party_idx
on bankagent.screening_judgements (party_sha256, id);
create index screening_judgements_request_idx on bankagent.screening_judgements (request_id, id);

comment on table bankagent.screening_judgements is
'Judgements of reviewers on hits of screening lists. A judgement holds for exactly this party and '
'this entry, by their digests, in every later case. Append-only; written by give_findings.';
comment on column bankagent.screening_judgements.id is 'Number of the judgement.';
comment on column bankagent.screening_judgements.request_id is
'Case in which it was given; banking_requests.id.';
comment on column bankagent.screening_judgements.party_id is
'Party that was hit, by its id in the payload; client for the client itself.';
comment on column bankagent.screening_judgements.dataset is 'List, as screening:OFAC-SDN.';
comment on column bankagent.screening_judgements.entry_id is 'Entry of the list.';
comment on column bankagent.screening_judgements.party_sha256 is
'Digest of the party, SHA-256 in hex: names, kind, birth, countries, identifiers.';
comment on column bankagent.screening_judgements.entry_sha256 is
'SHA-256, in hex, of all that the list says of the entry.';
comment on column bankagent.screening_judgements.verdict is
'Verdict: cleared or confirmed; the last one counts.';
comment on column bankagent.screening_judgements.reason is
'Reason in the reviewer''s words, 1 to 2,000 characters.';
comment on column bankagent.screening_judgements.reviewer is
'Reviewer who gave it. Never the maker, or the person for whom the request was made.';
comment on column bankagent.screening_judgements.maker is 'Maker of the request.';
comment on column bankagent.screening_judgements.on_behalf_of is
'Person for whom the request was made; empty where none is named.';
comment on column bankagent.screening_judgements.audit_entry_id is
'Audit entry of the same transaction; agent_audit_log.id.';
comment on column bankagent.screening_judgements.given_at is 'Time of the judgement (UTC).';
comment on constraint screening_judgements_maker_and_person_are_the_requests
on bankagent.screening_judgements is
'A judgement names the maker and the person of its request. It cannot name others.';
comment on constraint screening_judgements_reviewer_is_not_the_maker
on bankagent.screening_judgements is
'Four-eyes rule: the maker of the request judges no hit.';
comment on constraint screening_judgements_reviewer_is_not_the_person
on bankagent.screening_judgements is
'Four-eyes rule: the person for whom the request was made judges no hit.';
comment on index bankagent.screening_judgements_party_idx is
'Judgements on a party, oldest first, from any case.';
comment on index bankagent.screening_judgements_request_idx is
'Judgements of one case, oldest first.';
comment on sequence bankagent.screening_judgements_id_seq is 'Numbers of judgements.';

create table bankagent.requirement_waivers (
    id bigint generated always as identity,
    request_id bigint not null,
    requirement text not null,
    party_id text not null,
    party_sha256 text,
    kind text not null,
    reason_code text not null,
    reason text not null,
    until date,
    reviewer text not null,
    maker text not null,
    on_behalf_of text not null,
    audit_entry_id bigint not null,
    given_at timestamptz not null default clock_timestamp(),
    constraint requirement_waivers_pkey primary key (id),
    -- The foreign key of a confirmation names all three, so that its person is another one.
    constraint requirement_waivers_who_asked unique (id, request_id, reviewer),
    constraint requirement_waivers_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint requirement_waivers_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name),
    constraint requirement_waivers_maker_and_person_are_the_requests
    foreign key (maker, request_id, on_behalf_of)
    references bankagent.banking_requests (maker, id, on_behalf_of),
    constraint requirement_waivers_reviewer_is_not_the_maker
    check (bankagent.person_key(reviewer) <> bankagent.person_key(maker)),
    constraint requirement_waivers_reviewer_is_not_the_person
    check (bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of)),
    constraint requirement_waivers_requirement_is_a_word check (
        requirement ~ '^[a-z][a-z0-9_]{0,39}$'
    ),
    constraint requirement_waivers_party_id_is_an_id check (
        party_id ~ '^[A-Za-z0-9._-]{1,64}$'
    ),
    constraint requirement_waivers_party_sha256_is_a_sha256 check (
        party_sha256 ~ '^[0-9a-f]{64}$'
    ),
    constraint requirement_waivers_kind_is_known check (kind in ('waived', 'deferred')),
    constraint requirement_waivers_deferred_has_a_last_day check (
        kind = 'waived' or until is not null
    ),
    -- Python and JSON have no other years, and no infinity.
    constraint requirement_waivers_until_is_in_2000_to_9999 check (
        until between '2000-01-01' and '9999-12-31'
    ),
    constraint requirement_waivers_reason_code_is_a_word check (
        reason_code ~ '^[a-z][a-z0-9_]{0,39}$'
    ),
    constraint requirement_waivers_reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]'
    )
);

create index requirement_waivers_request_idx on bankagent.requirement_waivers (request_id, id);

comment on table bankagent.requirement_waivers is
'Waivers: requirements of a case that a reviewer waives or defers. One counts once another person '
'has confirmed it (waiver_confirmations). Append-only; written by give_findings.';
comment on column bankagent.requirement_waivers.id is 'Number of the waiver.';
comment on column bankagent.requirement_waivers.request_id is
'Case whose requirement it is; banking_requests.id.';
comment on column bankagent.requirement_waivers.requirement is
'Requirement, as the evaluation names it.';
comment on column bankagent.requirement_waivers.party_id is
'Party that must show it, by its id in the payload. It is client for the client itself, and where '
'no party is named.';
comment on column bankagent.requirement_waivers.party_sha256 is
'Digest of the party, SHA-256 in hex. The waiver is on no other party that has its id later. Null '
'where no party is named.';
comment on column bankagent.requirement_waivers.kind is 'Kind: waived, or deferred until a day.';
comment on column bankagent.requirement_waivers.reason_code is
'Reason as a code, as listed_company. Evaluations and results have it.';
comment on column bankagent.requirement_waivers.reason is
'Reason in the reviewer''s words, 1 to 2,000 characters.';
comment on column bankagent.requirement_waivers.until is
'Last day on which it counts; null for always.';
comment on column bankagent.requirement_waivers.reviewer is
'Reviewer who asks for it. Never the maker, or the person for whom the request was made.';
comment on column bankagent.requirement_waivers.maker is 'Maker of the request.';
comment on column bankagent.requirement_waivers.on_behalf_of is
'Person for whom the request was made; empty where none is named.';
comment on column bankagent.requirement_waivers.audit_entry_id is
'Audit entry of the same transaction; agent_audit_log.id.';
comment on column bankagent.requirement_waivers.given_at is 'Time of the waiver (UTC).';
comment on constraint requirement_waivers_maker_and_person_are_the_requests
on bankagent.requirement_waivers is
'A waiver names the maker and the person of its request. It cannot name others.';
comment on constraint requirement_waivers_reviewer_is_not_the_maker
on bankagent.requirement_waivers is
'Four-eyes rule: the maker of the request waives nothing.';
comment on constraint requirement_waivers_reviewer_is_not_the_person
on bankagent.requirement_waivers is
'Four-eyes rule: the person for whom the request was made waives nothing.';
comment on index bankagent.requirement_waivers_request_idx is 'Waivers of one case, oldest first.';
comment on sequence bankagent.requirement_waivers_id_seq is 'Numbers of waivers.';

create table bankagent.waiver_confirmations (
    waiver_id bigint not null,
    request_id bigint not null,
    proposer text not null,
    reviewer text not null,
    maker text not null,
    on_behalf_of text not null,
    audit_entry_id bigint not null,
    given_at timestamptz not null default clock_timestamp(),
    constraint waiver_confirmations_pkey primary key (waiver_id),
    constraint waiver_confirmations_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint waiver_confirmations_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name),
    constraint waiver_confirmations_proposer_is_the_waivers
    foreign key (waiver_id, request_id, proposer)
    references bankagent.requirement_waivers (id, request_id, reviewer),
    constraint waiver_confirmations_maker_and_person_are_the_requests
    foreign key (maker, request_id, on_behalf_of)
    references bankagent.banking_requests (maker, id, on_behalf_of),
    constraint waiver_confirmations_reviewer_is_another_person
    check (bankagent.person_key(reviewer) <> bankagent.person_key(proposer)),
    constraint waiver_confirmations_reviewer_is_not_the_maker
    check (bankagent.person_key(reviewer) <> bankagent.person_key(maker)),
    constraint waiver_confirmations_reviewer_is_not_the_person
    check (bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of))
);

comment on table bankagent.waiver_confirmations is
'Confirmations of waivers by a second person. Without one a waiver does not count. Append-only; '
'written by confirm_waiver.';
comment on column bankagent.waiver_confirmations.waiver_id is
'Waiver that is confirmed; requirement_waivers.id.';
comment on column bankagent.waiver_confirmations.request_id is 'Case of the waiver.';
comment on column bankagent.waiver_confirmations.proposer is 'Reviewer who asked for the waiver.';
comment on column bankagent.waiver_confirmations.reviewer is
'Reviewer who confirms it. Another person than the proposer, the maker, and the person for whom '
'the request was made.';
comment on column bankagent.waiver_confirmations.maker is 'Maker of the request.';
comment on column bankagent.waiver_confirmations.on_behalf_of is
'Person for whom the request was made; empty where none is named.';
comment on column bankagent.waiver_confirmations.audit_entry_id is
'Audit entry of the same transaction; agent_audit_log.id.';
comment on column bankagent.waiver_confirmations.given_at is 'Time of the confirmation (UTC).';
comment on constraint waiver_confirmations_proposer_is_the_waivers
on bankagent.waiver_confirmations is
'A confirmation names the person who asked for the waiver. It cannot name another.';
comment on constraint waiver_confirmations_maker_and_person_are_the_requests
on bankagent.waiver_confirmations is
'A confirmation names the maker and the person of its request. It cannot name others.';
comment on constraint waiver_confirmations_reviewer_is_another_person
on bankagent.waiver_confirmations is
'Four-eyes rule: the person who asked for a waiver never confirms it. Names are compared by '
'person_key.';
comment on constraint waiver_confirmations_reviewer_is_not_the_maker
on bankagent.waiver_confirmations is
'Four-eyes rule: the maker of the request confirms nothing.';
comment on constraint waiver_confirmations_reviewer_is_not_the_person
on bankagent.waiver_confirmations is
'Four-eyes rule: the person for whom the request was made confirms nothing.';

-- What a reviewer may decide. Rows never change: an authority ends by a row of its own, so that a
-- vote can be held against what was in force at its time.
create table bankagent.authorities (
    id bigint generated always as identity,
    reviewer text not null,
    role text not null,
    request_type text,
    desk text,
    max_amount numeric,
    currency text,
    valid_from timestamptz not null default clock_timestamp(),
    valid_to timestamptz,
    reason text not null,
    granted_by text not null default session_user,
    granted_at timestamptz not null default clock_timestamp(),
    constraint authorities_pkey primary key (id),
    constraint authorities_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name),
    constraint authorities_request_type_fkey
    foreign key (request_type) references bankagent.request_types (name),
    -- The foreign key of a vote names both: no vote rests on the authority of another reviewer.
    constraint authorities_id_and_reviewer unique (id, reviewer),
    constraint authorities_role_is_a_slug check (role ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint authorities_desk_has_1_to_256_characters check (
        char_length(desk) between 1 and 256 and desk ~ '[^[:space:]]'
    ),
    constraint authorities_amount_comes_with_currency check (
        (max_amount is null) = (currency is null)
    ),
    constraint authorities_amount_is_an_amount check (
        max_amount >= 0 and max_amount < 1000000000000000000 and scale(max_amount) <= 10
    ),
    constraint authorities_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
    constraint authorities_to_is_after_from check (valid_to > valid_from),
    -- bankagent stands for the upgrade, which gave reviewers what they had.
    constraint authorities_are_granted_by_another_person check (
        granted_by = 'bankagent'
        or bankagent.person_key(granted_by) <> bankagent.person_key(reviewer)
    ),
    constraint authorities_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

create index authorities_reviewer_idx on bankagent.authorities (reviewer);

create table bankagent.authority_ends (
    authority_id bigint not null,
    reason text not null,
    ended_by text not null default session_user,
    ended_at timestamptz not null default clock_timestamp(),
    constraint authority_ends_pkey primary key (authority_id),
    constraint authority_ends_authority_fkey
    foreign key (authority_id) references bankagent.authorities (id),
    constraint authority_ends_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

comment on table bankagent.authorities is
'Authorities: what a reviewer may decide, in which role, up to which amount. Append-only; written '
'by grant_authority and add_reviewer, ended by authority_ends. One that is in force and covers a '
'stage is enough: several add up.';
comment on column bankagent.authorities.id is 'Number of the authority; a vote names it.';
comment on column bankagent.authorities.reviewer is 'Reviewer who has it; reviewers.name.';
comment on column bankagent.authorities.role is
'Role in which the reviewer votes by it. The stages of an approval name roles.';
comment on column bankagent.authorities.request_type is
'Request type that it is for; null for all types.';
comment on column bankagent.authorities.desk is
'Trading desk that it is for, as payloads name it. Null for all, also where none is named.';
comment on column bankagent.authorities.max_amount is
'Largest exposure that it covers, in its currency. Null for no limit. Where an exposure is not '
'known, or no exchange rate is, only an authority without a limit covers it.';
comment on column bankagent.authorities.currency is
'Currency of the amount, ISO 4217; null where there is no limit.';
comment on column bankagent.authorities.valid_from is 'Time from which it is in force (UTC).';
comment on column bankagent.authorities.valid_to is
'Time until which it is in force (UTC), itself excluded. Null where no end is set.';
comment on column bankagent.authorities.reason is
'Reason for granting it, in the words of the operator, 1 to 500 characters.';
comment on column bankagent.authorities.granted_by is
'Database user who granted it, or reviewer who confirmed it. It is bankagent for what reviewers '
'had before authorities.';
comment on column bankagent.authorities.granted_at is 'Time of the grant (UTC).';
comment on constraint authorities_amount_comes_with_currency on bankagent.authorities is
'A limit has a currency, and a currency a limit.';
comment on constraint authorities_are_granted_by_another_person on bankagent.authorities is
'Four-eyes rule: people grant themselves nothing.';
comment on constraint authorities_id_and_reviewer on bankagent.authorities is
'Key of the votes: a vote rests on an authority of its own reviewer.';
comment on index bankagent.authorities_reviewer_idx is 'Authorities of one reviewer.';
comment on sequence bankagent.authorities_id_seq is 'Numbers of authorities.';

comment on table bankagent.authority_ends is
'Ends of authorities: one row ends one authority for ever. Append-only; written by '
'end_authority.';
comment on column bankagent.authority_ends.authority_id is
'Authority that is ended; authorities.id.';
comment on column bankagent.authority_ends.reason is
'Reason in the words of the operator, 1 to 500 characters.';
comment on column bankagent.authority_ends.ended_by is 'Database user who ended it.';
comment on column bankagent.authority_ends.ended_at is 'Time of the end (UTC).';

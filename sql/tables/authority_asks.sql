-- What people ask for instead of an operator: a delegation of an authority of their own for a time,
-- or an authority for hours (break-glass). It is in force once another person has confirmed it, by
-- the row of authorities that the confirmation names. Rows never change.
create table bankagent.authority_asks (
    id bigint generated always as identity,
    kind text not null,
    holder text not null,
    from_authority_id bigint,
    role text not null,
    request_type text,
    desk text,
    max_amount numeric,
    currency text,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    reason text not null,
    asked_by text not null,
    asked_at timestamptz not null default clock_timestamp(),
    constraint authority_asks_pkey primary key (id),
    constraint authority_asks_people unique (id, kind, holder, asked_by),
    constraint authority_asks_holder_fkey
    foreign key (holder) references bankagent.reviewers (name),
    constraint authority_asks_asked_by_fkey
    foreign key (asked_by) references bankagent.reviewers (name),
    -- People delegate what they have themselves.
    constraint authority_asks_from_authority_is_ones_own
    foreign key (from_authority_id, asked_by) references bankagent.authorities (id, reviewer),
    constraint authority_asks_request_type_fkey
    foreign key (request_type) references bankagent.request_types (name),
    constraint authority_asks_kind_is_known check (kind in ('delegation', 'break_glass')),
    constraint authority_asks_delegation_names_an_authority check (
        (kind = 'delegation') = (from_authority_id is not null)
    ),
    constraint authority_asks_are_for_another_or_for_oneself check (
        case kind
            when 'delegation' then bankagent.person_key(holder) <> bankagent.person_key(asked_by)
            else holder = asked_by
        end
    ),
    constraint authority_asks_last_90_days_or_8_hours_at_most check (
        valid_to > valid_from
        and valid_to - valid_from
        <= case kind when 'delegation' then interval '90 days' else interval '8 hours' end
    ),
    constraint authority_asks_role_is_a_slug check (role ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint authority_asks_desk_has_1_to_256_characters check (
        char_length(desk) between 1 and 256 and desk ~ '[^[:space:]]'
    ),
    constraint authority_asks_amount_comes_with_currency check (
        (max_amount is null) = (currency is null)
    ),
    constraint authority_asks_amount_is_an_amount check (
        max_amount >= 0 and max_amount < 1000000000000000000 and scale(max_amount) <= 10
    ),
    constraint authority_asks_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
    constraint authority_asks_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

create table bankagent.authority_confirmations (
    ask_id bigint not null,
    kind text not null,
    holder text not null,
    asked_by text not null,
    authority_id bigint not null,
    confirmed_by text not null,
    confirmed_at timestamptz not null default clock_timestamp(),
    constraint authority_confirmations_pkey primary key (ask_id),
    constraint authority_confirmations_one_for_an_authority unique (authority_id),
    constraint authority_confirmations_ask_fkey
    foreign key (ask_id, kind, holder, asked_by)
    references bankagent.authority_asks (id, kind, holder, asked_by),
    constraint authority_confirmations_authority_is_the_holders
    foreign key (authority_id, holder) references bankagent.authorities (id, reviewer),
    constraint authority_confirmations_confirmed_by_fkey
    foreign key (confirmed_by) references bankagent.reviewers (name),
    constraint authority_confirmations_are_by_a_second_person check (
        bankagent.person_key(confirmed_by) <> bankagent.person_key(holder)
        and bankagent.person_key(confirmed_by) <> bankagent.person_key(asked_by)
    )
);

create table bankagent.break_glass_reviews (
    ask_id bigint not null,
    kind text not null default 'break_glass',
    holder text not null,
    verdict text not null,
    note text not null,
    reviewed_by text not null,
    reviewed_at timestamptz not null default clock_timestamp(),
    constraint break_glass_reviews_pkey primary key (ask_id),
    constraint break_glass_reviews_confirmation_fkey
    foreign key (ask_id) references bankagent.authority_confirmations (ask_id),
    constraint break_glass_reviews_ask_fkey
    foreign key (ask_id, kind, holder, holder)
    references bankagent.authority_asks (id, kind, holder, asked_by),
    constraint break_glass_reviews_reviewed_by_fkey
    foreign key (reviewed_by) references bankagent.reviewers (name),
    constraint break_glass_reviews_are_of_break_glass check (kind = 'break_glass'),
    constraint break_glass_reviews_are_by_another_person check (
        bankagent.person_key(reviewed_by) <> bankagent.person_key(holder)
    ),
    constraint break_glass_reviews_verdict_is_known check (
        verdict in ('justified', 'not_justified')
    ),
    constraint break_glass_reviews_note_has_1_to_2000_characters check (
        char_length(note) between 1 and 2000 and note ~ '[^[:space:]]'
    )
);

comment on table bankagent.authority_asks is
'Asks for delegations and break-glass. Append-only; written by ask_authority. One is in force '
'once another person has confirmed it (authority_confirmations).';
comment on column bankagent.authority_asks.id is 'Number of the ask.';
comment on column bankagent.authority_asks.kind is
'Kind: delegation, of an authority of one''s own, or break_glass, for hours.';
comment on column bankagent.authority_asks.holder is 'Reviewer who gets it; reviewers.name.';
comment on column bankagent.authority_asks.from_authority_id is
'Authority that is delegated; authorities.id. It is never wider, and ends with it. Null for '
'break-glass.';
comment on column bankagent.authority_asks.role is 'Role in which the holder votes by it.';
comment on column bankagent.authority_asks.request_type is 'Request type; null for all types.';
comment on column bankagent.authority_asks.desk is 'Trading desk; null for all.';
comment on column bankagent.authority_asks.max_amount is
'Largest exposure that it covers, in its currency. Null for no limit.';
comment on column bankagent.authority_asks.currency is 'Currency of the amount, ISO 4217.';
comment on column bankagent.authority_asks.valid_from is
'Time from which it is in force (UTC), where it is confirmed by then.';
comment on column bankagent.authority_asks.valid_to is
'Time until which it is in force (UTC). It is 90 days later at most, and 8 hours for break-glass.';
comment on column bankagent.authority_asks.reason is
'Reason in the words of the person who asks, 1 to 500 characters.';
comment on column bankagent.authority_asks.asked_by is
'Reviewer who asks: the one who delegates, or the holder of break-glass.';
comment on column bankagent.authority_asks.asked_at is 'Time of the ask (UTC).';
comment on constraint authority_asks_people on bankagent.authority_asks is
'Key of confirmations and reviews, which name the people of an ask.';
comment on constraint authority_asks_from_authority_is_ones_own on bankagent.authority_asks is
'No person delegates the authority of another one.';
comment on constraint authority_asks_last_90_days_or_8_hours_at_most
on bankagent.authority_asks is
'A delegation lasts 90 days at most, break-glass 8 hours.';
comment on sequence bankagent.authority_asks_id_seq is 'Numbers of asks for authorities.';

comment on table bankagent.authority_confirmations is
'Confirmations of delegations and break-glass, by a second person. Append-only; written by '
'confirm_authority with the authority that is in force by it.';
comment on column bankagent.authority_confirmations.ask_id is 'Ask; authority_asks.id.';
comment on column bankagent.authority_confirmations.kind is 'Kind of the ask.';
comment on column bankagent.authority_confirmations.holder is 'Reviewer who gets it.';
comment on column bankagent.authority_confirmations.asked_by is 'Reviewer who asked for it.';
comment on column bankagent.authority_confirmations.authority_id is
'Authority that the holder has by it; authorities.id.';
comment on column bankagent.authority_confirmations.confirmed_by is
'Reviewer who confirmed it. Never the holder or the one who asked.';
comment on column bankagent.authority_confirmations.confirmed_at is
'Time of the confirmation (UTC).';
comment on constraint authority_confirmations_are_by_a_second_person
on bankagent.authority_confirmations is
'Four-eyes rule: neither the holder nor the one who asked confirms it.';
comment on constraint authority_confirmations_one_for_an_authority
on bankagent.authority_confirmations is
'An authority is in force by one confirmation.';

comment on table bankagent.break_glass_reviews is
'Reviews of break-glass, after it has ended. Append-only; written by review_break_glass.';
comment on column bankagent.break_glass_reviews.ask_id is 'Ask; authority_asks.id.';
comment on column bankagent.break_glass_reviews.kind is 'Kind of the ask: break_glass.';
comment on column bankagent.break_glass_reviews.holder is 'Reviewer who had it.';
comment on column bankagent.break_glass_reviews.verdict is
'Verdict: justified or not_justified.';
comment on column bankagent.break_glass_reviews.note is
'Note in the words of the person who looked, 1 to 2,000 characters.';
comment on column bankagent.break_glass_reviews.reviewed_by is
'Reviewer who looked at it. Never its holder.';
comment on column bankagent.break_glass_reviews.reviewed_at is 'Time of the review (UTC).';
comment on constraint break_glass_reviews_are_by_another_person
on bankagent.break_glass_reviews is
'Four-eyes rule: people never review their own break-glass.';

create table bankagent.restricted_instruments (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    identifier_type text not null,
    identifier text not null,
    restriction text not null,
    reason text not null,
    primary key (reference_version_id, identifier_type, identifier),
    constraint restricted_instruments_identifier_is_valid check (
        case identifier_type
            when 'isin' then identifier ~ '^[A-Z]{2}[A-Z0-9]{9}[0-9]$'
            when 'symbol' then identifier ~ '^[A-Z0-9./^=:-][A-Z0-9./^=: -]{0,31}$'
            else false
        end
    ),
    constraint restricted_instruments_restriction_is_known check (
        restriction in ('restricted', 'watch')
    ),
    constraint restricted_instruments_reason_has_1_to_200_characters check (
        char_length(reason) between 1 and 200
    )
);

comment on table bankagent.restricted_instruments is
'Restricted list and watch list: instruments that the bank does not trade freely.';
comment on column bankagent.restricted_instruments.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.restricted_instruments.identifier_type is
'Type of the identifier: isin or symbol. An instrument with both has two rows.';
comment on column bankagent.restricted_instruments.identifier is
'ISIN, or symbol in capital letters.';
comment on column bankagent.restricted_instruments.restriction is
'Restriction: restricted (no trade) or watch (a person looks at it).';
comment on column bankagent.restricted_instruments.reason is
'Reason for the entry, without inside information: requests show it.';

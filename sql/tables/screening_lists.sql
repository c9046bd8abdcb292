-- Entries without a country or birth date have null: lists give what they have, in their own words.
create table bankagent.screening_entries (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    entry_id text not null,
    entity_type text not null,
    program text not null,
    country text,
    birth_date text,
    identifiers jsonb not null,
    remarks text,
    primary key (reference_version_id, entry_id),
    constraint screening_entries_entry_id_has_1_to_64_characters check (
        char_length(entry_id) between 1 and 64
    ),
    constraint screening_entries_entity_type_is_known check (
        entity_type in ('person', 'organisation', 'vessel', 'aircraft', 'unknown')
    ),
    constraint screening_entries_country_is_a_code check (country ~ '^[A-Z]{2}$'),
    constraint screening_entries_identifiers_is_an_array check (
        jsonb_typeof(identifiers) = 'array'
    )
);

create table bankagent.screening_names (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    entry_id text not null,
    name text not null,
    name_type text not null,
    quality text not null,
    primary key (reference_version_id, entry_id, name),
    constraint screening_names_entry_fkey foreign key (reference_version_id, entry_id)
    references bankagent.screening_entries (reference_version_id, entry_id),
    constraint screening_names_name_has_1_to_500_characters check (
        char_length(name) between 1 and 500 and name ~ '[^[:space:]]'
    ),
    constraint screening_names_name_type_is_known check (name_type in ('primary', 'alias')),
    constraint screening_names_quality_is_known check (quality in ('strong', 'weak'))
);

create unique index screening_names_primary_idx
on bankagent.screening_names (reference_version_id, entry_id)
where name_type = 'primary';

comment on table bankagent.screening_entries is
'Entries of screening lists: persons, organisations, vessels and aircraft. Each list is a dataset '
'of its own. The names stand in screening_names.';
comment on column bankagent.screening_entries.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.screening_entries.entry_id is
'Identifier that the publisher gives the entry.';
comment on column bankagent.screening_entries.entity_type is
'Type of the entry: person, organisation, vessel, aircraft or unknown.';
comment on column bankagent.screening_entries.program is
'Sanctions programmes or reason of the entry, as published.';
comment on column bankagent.screening_entries.country is
'Country, ISO 3166-1 alpha-2; null where the list gives none.';
comment on column bankagent.screening_entries.birth_date is
'Birth dates: 1965-03-09, 1965-03, 1965 or circa 1965. Several are separated by "; ".';
comment on column bankagent.screening_entries.identifiers is
'Identifiers as a JSON array of objects: type, value and, where given, country.';
comment on column bankagent.screening_entries.remarks is 'Remarks as published.';

comment on table bankagent.screening_names is
'Names of the entries of screening lists: one primary name each, and aliases.';
comment on column bankagent.screening_names.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.screening_names.entry_id is 'Entry; screening_entries.entry_id.';
comment on column bankagent.screening_names.name is 'Name as published.';
comment on column bankagent.screening_names.name_type is 'Type of the name: primary or alias.';
comment on column bankagent.screening_names.quality is
'Quality of the name: strong, or weak where the publisher says so.';
comment on index bankagent.screening_names_primary_idx is
'Primary names: at most one for each entry.';

create table bankagent.reference_versions (
    id bigint generated always as identity primary key,
    dataset text not null,
    version integer not null,
    source text not null,
    as_of date not null,
    description text not null,
    sha256 text,
    row_count integer,
    imported_at timestamptz not null default now(),
    imported_by text not null,
    is_shipped boolean not null default false,
    activated_at timestamptz,
    activated_by text,
    retired_at timestamptz,
    retired_by text,
    constraint reference_versions_dataset_version_key unique (dataset, version),
    constraint reference_versions_dataset_is_known check (
        dataset in (
            'fx_rates', 'calendars', 'restricted_instruments', 'country_risk', 'trading_limits',
            'tolerances', 'document_requirements'
        )
        or dataset ~ '^screening:[A-Z0-9][A-Z0-9._-]{0,39}$'
    ),
    constraint reference_versions_version_counts_from_1 check (version >= 1),
    constraint reference_versions_source_has_1_to_300_characters check (
        char_length(source) between 1 and 300 and source ~ '[^[:space:]]'
    ),
    constraint reference_versions_description_has_1_to_500_characters check (
        char_length(description) between 1 and 500 and description ~ '[^[:space:]]'
    ),
    constraint reference_versions_as_of_is_in_1990_to_2100 check (
        as_of between '1990-01-01' and '2100-12-31'
    ),
    constraint reference_versions_digest_and_count_come_together check (
        (sha256 is null) = (row_count is null)
    ),
    constraint reference_versions_have_rows check (row_count >= 1),
    constraint reference_versions_activated_by_somebody check (
        (activated_at is null) = (activated_by is null)
    ),
    constraint reference_versions_activated_after_import check (
        activated_at is null or sha256 is not null
    ),
    constraint reference_versions_retired_by_somebody check (
        (retired_at is null) = (retired_by is null)
    ),
    constraint reference_versions_retired_after_activation check (
        retired_at is null or (activated_at is not null and retired_at >= activated_at)
    )
);

create unique index reference_versions_in_force_idx on bankagent.reference_versions (dataset)
where activated_at is not null and retired_at is null;

comment on table bankagent.reference_versions is
'Versions of reference data: lists, rates, calendars, limits. A version is imported, then in force '
'(activated), then retired when the next one is activated. Its rows stand in tables of their own '
'and never change. See ops.reference_in_force.';
comment on column bankagent.reference_versions.id is
'Number of the version; reference_version_id of its rows.';
comment on column bankagent.reference_versions.dataset is
'Dataset, for example fx_rates. A screening list is one of its own: screening:OFAC-SDN.';
comment on column bankagent.reference_versions.version is
'Version of the dataset, counted from 1.';
comment on column bankagent.reference_versions.source is
'Origin of the rows in the operator''s words: the publisher and its file.';
comment on column bankagent.reference_versions.as_of is
'Day for which the source published the rows; the age of the data counts from it.';
comment on column bankagent.reference_versions.description is
'Purpose and limits of the rows in one or two sentences.';
comment on column bankagent.reference_versions.sha256 is
'SHA-256, in hex, of the rows in canonical form. Their order does not matter. Null only inside the '
'transaction that imports them. See ops.reference_sha256.';
comment on column bankagent.reference_versions.row_count is
'Number of rows in all tables of the dataset; null as sha256 is.';
comment on column bankagent.reference_versions.imported_at is 'Time of the import (UTC).';
comment on column bankagent.reference_versions.imported_by is
'Operator who imported it: a database user; bankagent for rows that it ships.';
comment on column bankagent.reference_versions.is_shipped is
'True for rows that bankagent ships. A user may be called bankagent, so that names do not tell.';
comment on column bankagent.reference_versions.activated_at is
'Time from which the version is in force (UTC); null before.';
comment on column bankagent.reference_versions.activated_by is
'Operator who activated it; bankagent for the rows that it ships.';
comment on column bankagent.reference_versions.retired_at is
'Time until which the version was in force (UTC); null before.';
comment on column bankagent.reference_versions.retired_by is
'Operator who activated the next version.';
comment on index bankagent.reference_versions_in_force_idx is
'Version in force: at most one for each dataset.';
comment on sequence bankagent.reference_versions_id_seq is 'Numbers of versions of reference data.';

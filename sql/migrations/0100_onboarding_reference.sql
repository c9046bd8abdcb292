-- Columns of document_requirements for parties and for types of documents, and the dataset
-- product_risk. Null in older rows, so that their digests stand: a null is left out of them. The
-- tables are small; the check of reference_versions reads one row for each version.
alter table bankagent.document_requirements
add column whose text,
add column document_types text,
add constraint document_requirements_whose_is_known check (
    whose in ('client', 'beneficial_owner', 'director', 'signatory')
),
add constraint document_requirements_document_types_are_words check (
    document_types ~ '^[a-z][a-z0-9_]{0,39}( [a-z][a-z0-9_]{0,39}){0,19}$'
);

comment on column bankagent.document_requirements.whose is
'Parties that must show it. Each of them does so by itself: client, beneficial_owner, director or '
'signatory; null for the client.';
comment on column bankagent.document_requirements.document_types is
'Types of documents that meet it. A space stands between two: passport national_id. Null for any.';

alter table bankagent.reference_versions drop constraint reference_versions_dataset_is_known;
alter table bankagent.reference_versions add constraint reference_versions_dataset_is_known check (
    dataset in (
        'fx_rates', 'calendars', 'restricted_instruments', 'country_risk', 'trading_limits',
        'tolerances', 'document_requirements', 'product_risk'
    )
    or dataset ~ '^screening:[A-Z0-9][A-Z0-9._-]{0,39}$'
);

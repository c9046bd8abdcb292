create table bankagent.document_requirements (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    client_type text not null,
    jurisdiction text not null,
    product text not null,
    requirement text not null,
    mandatory boolean not null,
    valid_months integer,
    primary key (reference_version_id, client_type, jurisdiction, product, requirement),
    constraint document_requirements_words_are_names check (
        client_type ~ '^[a-z][a-z0-9_]{0,39}$'
        and product ~ '^[a-z][a-z0-9_]{0,39}$'
        and requirement ~ '^[a-z][a-z0-9_]{0,39}$'
    ),
    constraint document_requirements_jurisdiction_is_a_code check (
        jurisdiction ~ '^([A-Z]{2}|any)$'
    ),
    constraint document_requirements_valid_months_is_in_1_to_120 check (
        valid_months between 1 and 120
    )
);

comment on table bankagent.document_requirements is
'Documents that a new client must show, by client type, jurisdiction and product.';
comment on column bankagent.document_requirements.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.document_requirements.client_type is
'Type of client, for example company; any for all.';
comment on column bankagent.document_requirements.jurisdiction is
'Country, ISO 3166-1 alpha-2; any for all.';
comment on column bankagent.document_requirements.product is
'Product, for example custody; any for all.';
comment on column bankagent.document_requirements.requirement is
'Document that is asked for, for example certificate_of_incorporation.';
comment on column bankagent.document_requirements.mandatory is
'True where the client cannot be accepted without it.';
comment on column bankagent.document_requirements.valid_months is
'Months after its issue for which the document counts; null for ever.';

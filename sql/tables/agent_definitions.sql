create table bankagent.agent_definitions (
    sha256 text primary key,
    name text not null,
    definition json not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint agent_definitions_sha256_is_that_of_the_definition
    check (
        sha256 = encode(sha256(convert_to(definition::text, 'UTF8')), 'hex')
    ),
    constraint agent_definitions_name_is_a_slug
    check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint agent_definitions_definition_is_an_object
    check (json_typeof(definition) = 'object'),
    constraint agent_definitions_definition_has_at_most_1_mib
    check (
        octet_length(definition::text) <= 1048576
    )
);

comment on table bankagent.agent_definitions is
'Agent definitions: exactly what ran, by its digest. Instructions, tools with their '
'schemas, output schema, policy version and model settings. A row never changes.';
comment on column bankagent.agent_definitions.sha256 is
'Digest of the definition as it is stored, and the agent''s identity.';
comment on column bankagent.agent_definitions.name is
'Name of the agent, which is that of its request type.';
comment on column bankagent.agent_definitions.definition is
'Definition as canonical JSON text, whose keys keep their order.';
comment on column bankagent.agent_definitions.created_at is
'Time of the record (UTC).';
comment on constraint agent_definitions_sha256_is_that_of_the_definition
on bankagent.agent_definitions is
'Digest: SHA-256 in hex of the definition''s text in UTF-8.';
comment on constraint agent_definitions_name_is_a_slug
on bankagent.agent_definitions is
'Form of a name, as that of request types.';
comment on constraint agent_definitions_definition_is_an_object
on bankagent.agent_definitions is
'Form of a definition, a JSON object.';
comment on constraint agent_definitions_definition_has_at_most_1_mib
on bankagent.agent_definitions is
'Size of a definition.';

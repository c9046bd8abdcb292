-- What is cited later stands in tables that never change; the texts stand apart, so that redaction
-- can take them away while the hashes stay.
create table bankagent.documents (
    id bigint generated always as identity,
    client_id text,
    name text not null,
    maker text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint documents_pkey primary key (id),
    constraint documents_one_of_a_maker_client_and_name
    unique nulls not distinct (maker, client_id, name),
    constraint documents_client_id_has_1_to_64_characters check (
        char_length(client_id) between 1 and 64 and client_id ~ '[^[:space:]]'
    ),
    constraint documents_name_has_1_to_200_characters check (
        char_length(name) between 1 and 200
        and name ~ '[^[:space:]]'
        and name !~ '[\u0001-\u001f\u007f-\u009f]'
    )
);

create index documents_client_idx on bankagent.documents (client_id, id);

create table bankagent.document_versions (
    document_id bigint not null,
    version integer not null,
    classification text not null,
    trust text not null,
    media_type text not null,
    bytes_sha256 text not null,
    text_sha256 text not null,
    character_count integer not null,
    removed jsonb not null,
    maker text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint document_versions_pkey primary key (document_id, version),
    constraint document_versions_document_fkey
    foreign key (document_id) references bankagent.documents (id),
    constraint document_versions_version_counts_from_1 check (version >= 1),
    constraint document_versions_classification_is_known check (
        classification in ('public', 'internal', 'confidential', 'mnpi')
    ),
    constraint document_versions_trust_is_known check (trust in ('house', 'client', 'external')),
    constraint document_versions_media_type_is_known check (
        media_type in ('text/plain', 'text/markdown', 'text/html', 'application/pdf')
    ),
    constraint document_versions_hashes_are_sha256 check (
        bytes_sha256 ~ '^[0-9a-f]{64}$' and text_sha256 ~ '^[0-9a-f]{64}$'
    ),
    constraint document_versions_have_1_to_2000000_characters check (
        character_count between 1 and 2000000
    ),
    constraint document_versions_removed_is_an_object check (jsonb_typeof(removed) = 'object')
);

create table bankagent.document_texts (
    document_id bigint not null,
    version integer not null,
    text text not null,
    constraint document_texts_pkey primary key (document_id, version),
    constraint document_texts_version_fkey
    foreign key (document_id, version)
    references bankagent.document_versions (document_id, version)
);

create table bankagent.document_chunks (
    id bigint generated always as identity,
    document_id bigint not null,
    version integer not null,
    ordinal integer not null,
    starts_at integer not null,
    ends_at integer not null,
    sha256 text not null,
    constraint document_chunks_pkey primary key (id),
    constraint document_chunks_one_of_an_ordinal unique (document_id, version, ordinal),
    constraint document_chunks_version_fkey
    foreign key (document_id, version)
    references bankagent.document_versions (document_id, version),
    constraint document_chunks_ordinal_counts_from_1 check (ordinal >= 1),
    constraint document_chunks_have_1_to_4000_characters check (
        starts_at >= 0 and ends_at - starts_at between 1 and 4000
    ),
    constraint document_chunks_hash_is_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

create table bankagent.document_words (
    chunk_id bigint not null,
    words tsvector not null,
    constraint document_words_pkey primary key (chunk_id),
    constraint document_words_chunk_fkey
    foreign key (chunk_id) references bankagent.document_chunks (id)
);

create index document_words_words_idx on bankagent.document_words using gin (words);

create table bankagent.document_withdrawals (
    document_id bigint not null,
    version integer not null,
    reason text not null,
    withdrawn_by text not null,
    withdrawn_at timestamptz not null default clock_timestamp(),
    constraint document_withdrawals_pkey primary key (document_id, version),
    constraint document_withdrawals_version_fkey
    foreign key (document_id, version)
    references bankagent.document_versions (document_id, version),
    constraint document_withdrawals_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

create table bankagent.document_clearances (
    id bigint generated always as identity,
    kind text not null,
    holder text not null,
    client_id text,
    classification text not null,
    reason text not null,
    granted_by text not null default session_user,
    granted_at timestamptz not null default clock_timestamp(),
    constraint document_clearances_pkey primary key (id),
    constraint document_clearances_kind_is_known check (kind in ('caller', 'reviewer')),
    constraint document_clearances_client_id_has_1_to_64_characters check (
        char_length(client_id) between 1 and 64 and client_id ~ '[^[:space:]]'
    ),
    constraint document_clearances_classification_is_known check (
        classification in ('public', 'internal', 'confidential', 'mnpi')
    ),
    constraint document_clearances_are_granted_by_another_person check (
        bankagent.person_key(granted_by) <> bankagent.person_key(holder)
    ),
    constraint document_clearances_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

create index document_clearances_holder_idx
on bankagent.document_clearances (kind, holder, client_id, id);

comment on table bankagent.documents is
'Documents of clients, and of the house, which have no client. Append-only; written by '
'add_document. What a document says stands in its versions.';
comment on column bankagent.documents.id is 'Number of the document.';
comment on column bankagent.documents.client_id is
'Client that it is about. Null for research of the house, which is for all clients.';
comment on column bankagent.documents.name is
'Name of the document, 1 to 200 printable characters.';
comment on column bankagent.documents.maker is
'Caller that stored it, or database user. A caller sees its own, and those of the house.';
comment on column bankagent.documents.created_at is 'Time of storage of its first version (UTC).';
comment on constraint documents_one_of_a_maker_client_and_name on bankagent.documents is
'Documents of one maker: one for each client and name. No other caller can replace it.';
comment on constraint documents_client_id_has_1_to_64_characters on bankagent.documents is
'Length of a client''s id, as that of requests.';
comment on constraint documents_name_has_1_to_200_characters on bankagent.documents is
'Length of a name, in printable characters.';
comment on index bankagent.documents_client_idx is 'Documents of one client, for search and lists.';
comment on sequence bankagent.documents_id_seq is 'Numbers of documents.';

comment on table bankagent.document_versions is
'Versions of documents: hashes, classification, trust and what cleaning removed. Append-only; '
'written by add_document. The newest version is the one that search finds.';
comment on column bankagent.document_versions.document_id is 'Document; documents.id.';
comment on column bankagent.document_versions.version is 'Number of the version, from 1.';
comment on column bankagent.document_versions.classification is
'Classification: public, internal, confidential or mnpi, in rising strictness.';
comment on column bankagent.document_versions.trust is
'Trust level by origin: house (the bank), client, or external (anybody else).';
comment on column bankagent.document_versions.media_type is 'Media type of the bytes as uploaded.';
comment on column bankagent.document_versions.bytes_sha256 is
'SHA-256 of the bytes as uploaded, in hex.';
comment on column bankagent.document_versions.text_sha256 is
'SHA-256 of the stored text in UTF-8, in hex. It stays when the text is redacted.';
comment on column bankagent.document_versions.character_count is
'Number of characters of the stored text, 1 to 2,000,000.';
comment on column bankagent.document_versions.removed is
'Counts of what cleaning removed, by its kind, such as {"zero_width": 3}.';
comment on column bankagent.document_versions.maker is
'Caller that stored the version, or database user.';
comment on column bankagent.document_versions.created_at is 'Time of storage (UTC).';
comment on constraint document_versions_version_counts_from_1 on bankagent.document_versions is
'Range of the version.';
comment on constraint document_versions_classification_is_known on bankagent.document_versions is
'Classifications that there are.';
comment on constraint document_versions_trust_is_known on bankagent.document_versions is
'Trust levels that there are.';
comment on constraint document_versions_media_type_is_known on bankagent.document_versions is
'Media types whose text can be extracted.';
comment on constraint document_versions_hashes_are_sha256 on bankagent.document_versions is
'Form of the hashes.';
comment on constraint document_versions_have_1_to_2000000_characters
on bankagent.document_versions is
'Range of the number of characters. An empty text can be cited by nothing.';
comment on constraint document_versions_removed_is_an_object on bankagent.document_versions is
'Form of the counts.';

comment on table bankagent.document_texts is
'Texts of document versions, apart so that redaction can take them away. A row never '
'changes; offsets of chunks and citations count its characters from 0.';
comment on column bankagent.document_texts.document_id is 'Document; documents.id.';
comment on column bankagent.document_texts.version is 'Version; document_versions.version.';
comment on column bankagent.document_texts.text is 'Text as it was extracted and cleaned.';

comment on table bankagent.document_chunks is
'Chunks of document versions: the pieces that search finds. They partition the text: one begins '
'where the one before ends. Append-only; written by add_document.';
comment on column bankagent.document_chunks.id is 'Number of the chunk.';
comment on column bankagent.document_chunks.document_id is 'Document; documents.id.';
comment on column bankagent.document_chunks.version is 'Version; document_versions.version.';
comment on column bankagent.document_chunks.ordinal is 'Place in its version, from 1.';
comment on column bankagent.document_chunks.starts_at is
'Offset of its first character in the text, from 0.';
comment on column bankagent.document_chunks.ends_at is
'Offset behind its last character, as a slice of Python has it.';
comment on column bankagent.document_chunks.sha256 is 'SHA-256 of its text in UTF-8, in hex.';
comment on constraint document_chunks_one_of_an_ordinal on bankagent.document_chunks is
'Chunks of a version by ordinal.';
comment on constraint document_chunks_ordinal_counts_from_1 on bankagent.document_chunks is
'Range of the ordinal.';
comment on constraint document_chunks_have_1_to_4000_characters on bankagent.document_chunks is
'Length of a chunk.';
comment on constraint document_chunks_hash_is_sha256 on bankagent.document_chunks is
'Form of the hash.';
comment on sequence bankagent.document_chunks_id_seq is 'Numbers of chunks.';

comment on table bankagent.document_words is
'Words of chunks for full-text search (English stems). Redaction takes them away with the text.';
comment on column bankagent.document_words.chunk_id is 'Chunk; document_chunks.id.';
comment on column bankagent.document_words.words is 'Words with their places, by search_words.';
comment on index bankagent.document_words_words_idx is 'Chunks that have a word, for search.';

comment on table bankagent.document_withdrawals is
'Withdrawals of documents: up to which version, why and by whom. Append-only; written by '
'withdraw_document. A later version makes the document live again.';
comment on column bankagent.document_withdrawals.document_id is 'Document; documents.id.';
comment on column bankagent.document_withdrawals.version is
'Newest version that is withdrawn; those before it are, too.';
comment on column bankagent.document_withdrawals.reason is 'Reason, 1 to 500 characters.';
comment on column bankagent.document_withdrawals.withdrawn_by is
'Caller that withdrew it, or database user.';
comment on column bankagent.document_withdrawals.withdrawn_at is 'Time of the withdrawal (UTC).';
comment on constraint document_withdrawals_reason_has_1_to_500_characters
on bankagent.document_withdrawals is 'Length of a reason.';

comment on table bankagent.document_clearances is
'Clearances: up to which classification a caller or reviewer reads documents. Append-only; '
'written by set_clearance. The newest row of a holder and client is in force, else its newest '
'row for all clients, else confidential.';
comment on column bankagent.document_clearances.id is 'Number of the clearance.';
comment on column bankagent.document_clearances.kind is 'Type of the holder: caller or reviewer.';
comment on column bankagent.document_clearances.holder is 'Name of the caller or reviewer.';
comment on column bankagent.document_clearances.client_id is
'Client whose documents it is for; null for all clients.';
comment on column bankagent.document_clearances.classification is
'Strictest classification that the holder reads.';
comment on column bankagent.document_clearances.reason is
'Reason in the words of the operator, 1 to 500 characters.';
comment on column bankagent.document_clearances.granted_by is 'Database user who set it.';
comment on column bankagent.document_clearances.granted_at is
'Time from which it is in force (UTC).';
comment on constraint document_clearances_kind_is_known on bankagent.document_clearances is
'Types of holders.';
comment on constraint document_clearances_client_id_has_1_to_64_characters
on bankagent.document_clearances is 'Length of a client''s id, as that of requests.';
comment on constraint document_clearances_classification_is_known
on bankagent.document_clearances is 'Classifications that there are.';
comment on constraint document_clearances_are_granted_by_another_person
on bankagent.document_clearances is 'Four-eyes rule: people clear themselves for nothing.';
comment on constraint document_clearances_reason_has_1_to_500_characters
on bankagent.document_clearances is 'Length of a reason.';
comment on index bankagent.document_clearances_holder_idx is
'Clearances of one holder, the newest last.';
comment on sequence bankagent.document_clearances_id_seq is 'Numbers of clearances.';

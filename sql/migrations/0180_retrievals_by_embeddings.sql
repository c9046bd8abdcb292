-- A new column without a default: no row is written, and the lock lasts for a moment. The check
-- reads the table once, where every row has null.
alter table bankagent.retrievals
add column embedding_sha256 text
constraint retrievals_embedding_sha256_is_a_digest
check (embedding_sha256 ~ '^[0-9a-f]{64}$');

comment on column bankagent.retrievals.embedding_sha256 is
'SHA-256 of the model whose embeddings the search compared. Null where it went by words alone.';
comment on constraint retrievals_embedding_sha256_is_a_digest on bankagent.retrievals is
'Form of a digest: SHA-256 in hex.';

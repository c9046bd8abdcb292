create or replace view ops.documents as
select
    d.id as document_id,
    d.client_id,
    d.name,
    d.maker,
    v.version,
    v.classification,
    v.trust,
    v.media_type,
    v.text_sha256,
    v.character_count,
    d.created_at,
    v.created_at as version_created_at,
    w.withdrawn_at,
    w.withdrawn_by,
    w.reason as withdrawal_reason,
    not exists (
        select from bankagent.document_texts as t
        where t.document_id = v.document_id and t.version = v.version
    ) as is_redacted
from bankagent.documents as d
cross join
    lateral (
        select n.* from bankagent.document_versions as n
        where n.document_id = d.id
        order by n.version desc
        limit 1
    ) as v
left join bankagent.document_withdrawals as w
    on w.document_id = v.document_id and w.version = v.version;

comment on view ops.documents is
'Documents with their newest version, and whether they are withdrawn or redacted.';
comment on column ops.documents.document_id is 'Number of the document.';
comment on column ops.documents.client_id is 'Client that it is about; null for the house.';
comment on column ops.documents.name is 'Name of the document.';
comment on column ops.documents.maker is 'Caller that stored it, or database user.';
comment on column ops.documents.version is 'Newest version.';
comment on column ops.documents.classification is
'Classification: public, internal, confidential or mnpi.';
comment on column ops.documents.trust is 'Trust level: house, client or external.';
comment on column ops.documents.media_type is 'Media type of the bytes as uploaded.';
comment on column ops.documents.text_sha256 is 'SHA-256 of the stored text, in hex.';
comment on column ops.documents.character_count is 'Number of characters of the stored text.';
comment on column ops.documents.created_at is 'Time of storage of the first version (UTC).';
comment on column ops.documents.version_created_at is 'Time of storage of this version (UTC).';
comment on column ops.documents.withdrawn_at is
'Time of the withdrawal (UTC); null while search finds the document.';
comment on column ops.documents.withdrawn_by is 'Caller or database user who withdrew it.';
comment on column ops.documents.withdrawal_reason is 'Reason of the withdrawal.';
comment on column ops.documents.is_redacted is 'Mark of a version whose text was taken away.';

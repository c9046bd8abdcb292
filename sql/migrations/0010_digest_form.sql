-- The digest of an approval covers the maker and the time of creation from now on. An approval that
-- waits at this moment keeps the digest that its reviewers were shown, in form 1.
alter table bankagent.approvals add column digest_form smallint not null default 1;
alter table bankagent.approvals alter column digest_form set default 2;

comment on column bankagent.approvals.digest_form is
'Form of the digest. 2 is that of ops.approval_digest; 1 is that of approvals that were opened '
'before schema version 3.';

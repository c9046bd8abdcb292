-- An approval whose questions and answers reviewers are shown has a digest of form 5, which
-- settle_jobs sets; all others keep form 4.
comment on column bankagent.approvals.digest_form is
'Form of the digest. 5 covers questions and answers, where there are some, and else is as 4; 4 '
'covers stages and exposure where more than one vote of any role is asked for, and else is as 3; 2 '
'is without on_behalf_of; 1 is that of approvals from before schema version 3.';

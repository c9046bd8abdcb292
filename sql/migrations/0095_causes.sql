-- An evaluation that leaves its request to people keeps what their decision will cause. A new
-- column without a default changes the catalog only, as in 0040.
alter table bankagent.evaluations add column causes jsonb;

comment on column bankagent.evaluations.causes is
'Causes by the decision of people (approved, rejected). Follow-up requests and trade, as '
'settle_jobs takes them. Null where nothing follows, or where the policy decided.';

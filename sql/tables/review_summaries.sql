-- When each reviewer was last told by mail what waits. A state, not evidence.
create table bankagent.review_summaries (
    reviewer text not null,
    looked_at timestamptz not null default clock_timestamp(),
    last_mailed_at timestamptz,
    constraint review_summaries_pkey primary key (reviewer),
    constraint review_summaries_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name)
);

comment on table bankagent.review_summaries is
'Summaries by mail: when each reviewer was last told what waits. Written by claim_summaries.';
comment on column bankagent.review_summaries.reviewer is 'Reviewer; reviewers.name.';
comment on column bankagent.review_summaries.looked_at is
'Time when it was last looked up what waits for them (UTC).';
comment on column bankagent.review_summaries.last_mailed_at is
'Time of the last summary (UTC): at most one an hour. Null where there was none.';

create table bankagent.put_offs (
    job_id bigint primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    until timestamptz not null,
    reason text not null,
    put_off_at timestamptz not null default clock_timestamp(),
    constraint put_offs_until_is_a_time check (isfinite(until)),
    constraint put_offs_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

create index put_offs_request_idx on bankagent.put_offs (request_id);

comment on table bankagent.put_offs is
'Put-offs: jobs that an attempt put back until a time, and why. The last one of '
'each job; written by put_off_job and read by ops.why_waiting.';
comment on column bankagent.put_offs.job_id is 'Job that was put off; procrastinate_jobs.id.';
comment on column bankagent.put_offs.request_id is 'Request of the job; banking_requests.id.';
comment on column bankagent.put_offs.until is 'Time from which the job is due again (UTC).';
comment on column bankagent.put_offs.reason is 'Reason in words, without client data.';
comment on column bankagent.put_offs.put_off_at is 'Time of the put-off (UTC).';
comment on index bankagent.put_offs_request_idx is 'Put-offs of one request.';
comment on constraint put_offs_until_is_a_time on bankagent.put_offs is
'Range of the time: a job is never put off for ever.';
comment on constraint put_offs_reason_has_1_to_500_characters on bankagent.put_offs is
'Length of a reason.';

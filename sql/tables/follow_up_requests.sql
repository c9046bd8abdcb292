create table bankagent.follow_up_requests (
    request_id bigint primary key references bankagent.banking_requests (id),
    -- The decision, not the request: what is not decided causes nothing, superusers included.
    caused_by bigint not null references bankagent.decisions (request_id),
    number integer not null,
    depth integer not null,
    reason text not null,
    constraint follow_up_requests_one_of_a_number unique (caused_by, number),
    constraint follow_up_requests_come_after_their_cause check (caused_by < request_id),
    constraint follow_up_requests_number_is_1_to_10 check (number between 1 and 10),
    constraint follow_up_requests_are_at_most_8_deep check (depth between 1 and 8),
    constraint follow_up_requests_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

comment on table bankagent.follow_up_requests is
'Follow-up requests: requests that the decision on another request caused. '
'settle_jobs submits them in the transaction of that decision.';
comment on column bankagent.follow_up_requests.request_id is
'Follow-up request; banking_requests.id.';
comment on column bankagent.follow_up_requests.caused_by is
'Request whose decision caused it; decisions.request_id.';
comment on column bankagent.follow_up_requests.number is
'Number among the follow-up requests of that decision, counted from 1.';
comment on column bankagent.follow_up_requests.depth is
'Length of the chain of causes, 1 where the cause is no follow-up request.';
comment on column bankagent.follow_up_requests.reason is 'Reason in words, as in both trails.';
comment on constraint follow_up_requests_one_of_a_number on bankagent.follow_up_requests is
'Follow-up requests of one decision: each once.';
comment on constraint follow_up_requests_come_after_their_cause on bankagent.follow_up_requests is
'Order of cause and follow-up request, which excludes a circle.';
comment on constraint follow_up_requests_number_is_1_to_10 on bankagent.follow_up_requests is
'Range of the number: one decision causes at most ten requests.';
comment on constraint follow_up_requests_are_at_most_8_deep on bankagent.follow_up_requests is
'Longest chain of causes. A type that causes its own kind must not go on for ever.';
comment on constraint follow_up_requests_reason_has_1_to_500_characters
on bankagent.follow_up_requests is
'Length of the reason.';

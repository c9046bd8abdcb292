-- The request types. Written by tools/request_types.py from src/bankagent/catalog.py: do not edit.
insert into bankagent.request_types (name, queue, policy_key, description)
values (
    'trade_review', 'trade_review', 'trade_review',
    'May this trade stand?'
), (
    'trade_exception', 'trade_exception', 'trade_exception',
    'Do both sides'' records of a trade agree?'
), (
    'trade_capture', 'trade_capture', 'trade_capture',
    'Is this a trade of ours, and what follows from it?'
), (
    'client_onboarding', 'client_onboarding', 'client_onboarding',
    'May this client be accepted?'
), (
    'research_question', 'research_question', 'research_question',
    'Does the answer stand, and may its readers have it?'
)
on conflict (name) do update
    set
        queue = excluded.queue,
        policy_key = excluded.policy_key,
        description = excluded.description;

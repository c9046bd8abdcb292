-- Shipped product_risk. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'product_risk'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, a sample (reference/product_risk.csv 4bd38c6dac61)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'product_risk',
        'bankagent, a sample (reference/product_risk.csv 4bd38c6dac61)',
        '2026-11-28',
        'Sample: eight products and three channels with tiers that nobody of the bank has set. Import the bank''s own.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'product_risk', $rows$[
        {"scope":"product","name":"brokerage","tier":"low","reason":"sample"},
        {"scope":"product","name":"custody","tier":"low","reason":"sample"},
        {"scope":"product","name":"correspondent_banking","tier":"high","reason":"sample: payments for clients of the client"},
        {"scope":"product","name":"derivatives","tier":"medium","reason":"sample"},
        {"scope":"product","name":"margin_lending","tier":"medium","reason":"sample"},
        {"scope":"product","name":"private_banking","tier":"high","reason":"sample"},
        {"scope":"product","name":"securities_lending","tier":"medium","reason":"sample"},
        {"scope":"product","name":"bearer_shares","tier":"prohibited","reason":"sample: the owner cannot be told"},
        {"scope":"channel","name":"branch","tier":"low","reason":"sample: the client was met"},
        {"scope":"channel","name":"introducer","tier":"high","reason":"sample: another party met the client"},
        {"scope":"channel","name":"online","tier":"medium","reason":"sample: the client was not met"}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;

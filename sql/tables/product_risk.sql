create table bankagent.product_risk (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    scope text not null,
    name text not null,
    tier text not null,
    reason text not null,
    primary key (reference_version_id, scope, name),
    constraint product_risk_scope_is_known check (scope in ('product', 'channel')),
    constraint product_risk_name_is_a_word check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint product_risk_tier_is_known check (tier in ('low', 'medium', 'high', 'prohibited')),
    constraint product_risk_reason_has_1_to_200_characters check (
        char_length(reason) between 1 and 200
    )
);

comment on table bankagent.product_risk is
'Risk tiers of products, and of the channels by which clients come. One without a row is unknown, '
'never low.';
comment on column bankagent.product_risk.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.product_risk.scope is 'Scope of the row: product or channel.';
comment on column bankagent.product_risk.name is
'Product, for example custody, or channel, for example branch.';
comment on column bankagent.product_risk.tier is 'Tier: low, medium, high or prohibited.';
comment on column bankagent.product_risk.reason is 'Reason for the tier.';

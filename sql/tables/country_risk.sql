create table bankagent.country_risk (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    country text not null,
    tier text not null,
    reason text not null,
    primary key (reference_version_id, country),
    constraint country_risk_country_is_a_code check (country ~ '^[A-Z]{2}$'),
    constraint country_risk_tier_is_known check (tier in ('low', 'medium', 'high', 'prohibited')),
    constraint country_risk_reason_has_1_to_200_characters check (
        char_length(reason) between 1 and 200
    )
);

comment on table bankagent.country_risk is
'Risk tiers of countries. A country without a row is unknown, never low.';
comment on column bankagent.country_risk.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.country_risk.country is 'Country, ISO 3166-1 alpha-2.';
comment on column bankagent.country_risk.tier is 'Tier: low, medium, high or prohibited.';
comment on column bankagent.country_risk.reason is 'Reason for the tier.';

create table bankagent.tolerances (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    field text not null,
    asset_class text not null,
    kind text not null,
    amount numeric not null,
    primary key (reference_version_id, field, asset_class),
    constraint tolerances_field_is_a_name check (field ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint tolerances_asset_class_is_a_name check (asset_class ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint tolerances_kind_is_known check (kind in ('absolute', 'basis_points', 'ticks')),
    constraint tolerances_amount_is_an_amount check (
        amount >= 0
        and amount < 1000000000000000000
        and scale(amount) = min_scale(amount)
        and scale(amount) <= 10
    )
);

comment on table bankagent.tolerances is
'Tolerances: by how much two values of a field may differ and still agree.';
comment on column bankagent.tolerances.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.tolerances.field is 'Field that is compared, for example price.';
comment on column bankagent.tolerances.asset_class is
'Asset class, for example equity; any for all that have no row of their own.';
comment on column bankagent.tolerances.kind is
'Unit of the amount: absolute (the field''s own), basis_points or ticks.';
comment on column bankagent.tolerances.amount is 'Largest difference that is tolerated.';

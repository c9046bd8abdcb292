-- Two units of an amount are 2 USD, but about a hundredth of that in JPY and three times as much in
-- KWD. A tolerance in minor units follows the currency. The few rows are read again for the check.
alter table bankagent.tolerances
drop constraint tolerances_kind_is_known,
add constraint tolerances_kind_is_known
check (kind in ('absolute', 'basis_points', 'ticks', 'minor_units'));

comment on column bankagent.tolerances.kind is
'Unit of the amount: absolute, basis_points, ticks or minor_units. Absolute is the field''s own. '
'200 minor units of the currency are 2 USD, 200 JPY, 0.2 KWD.';

-- Listings and limits of models, by operators.

-- name: add
select
    m.id,
    m.provider,
    m.name,
    m.owner,
    m.purpose,
    m.validated_on,
    m.validated_by,
    m.input_price,
    m.output_price,
    m.cached_price,
    m.currency,
    m.valid_from,
    m.valid_to,
    m.listed_by,
    m.retired_by
from bankagent.list_model(
    %(provider)s::text,
    %(name)s::text,
    %(owner)s::text,
    %(purpose)s::text,
    %(validated_on)s::date,
    %(validated_by)s::text,
    %(input_price)s::numeric,
    %(output_price)s::numeric,
    %(cached_price)s::numeric
) as m;

-- name: retire
select
    m.id,
    m.provider,
    m.name,
    m.owner,
    m.purpose,
    m.validated_on,
    m.validated_by,
    m.input_price,
    m.output_price,
    m.cached_price,
    m.currency,
    m.valid_from,
    m.valid_to,
    m.listed_by,
    m.retired_by
from bankagent.retire_model(%(provider)s::text, %(name)s::text) as m;

-- name: listed
select
    m.id,
    m.provider,
    m.name,
    m.owner,
    m.purpose,
    m.validated_on,
    m.validated_by,
    m.input_price,
    m.output_price,
    m.cached_price,
    m.currency,
    m.valid_from,
    m.valid_to,
    m.listed_by,
    m.retired_by
from bankagent.models as m
where m.valid_to is null
order by m.provider, m.name;

-- name: limit
select
    l.id,
    l.scope,
    l.subject,
    l.tokens,
    l.requests,
    l.money,
    l.valid_from,
    l.valid_to,
    l.set_by,
    l.ended_by
from bankagent.set_model_limit(
    %(scope)s::text,
    %(subject)s::text,
    %(tokens)s::numeric,
    %(requests)s::numeric,
    %(money)s::numeric
) as l;

-- name: end_limit
select
    l.id,
    l.scope,
    l.subject,
    l.tokens,
    l.requests,
    l.money,
    l.valid_from,
    l.valid_to,
    l.set_by,
    l.ended_by
from bankagent.end_model_limit(%(scope)s::text, %(subject)s::text) as l;

-- name: limits
select
    l.id,
    l.scope,
    l.subject,
    l.tokens,
    l.requests,
    l.money,
    l.valid_from,
    l.valid_to,
    l.set_by,
    l.ended_by
from bankagent.model_limits as l
where l.valid_to is null
order by l.scope, l.subject nulls first;

-- name: lift_pause
select bankagent.lift_model_pause(%(provider)s::text) as paused_until;

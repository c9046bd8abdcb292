-- name: in_force
select distinct on (p.key) p.key, p.version, p.sha256, p.document
from bankagent.policies as p
order by p.key asc, p.version desc;

-- name: in_force
select distinct on (p.key) p.key, p.version, p.sha256, p.document as table_json
from bankagent.policies as p
order by p.key asc, p.version desc;

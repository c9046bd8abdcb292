-- Schema version 1. Written by tools/manifest.py: do not edit.

insert into bankagent.schema_versions (version, procrastinate)
values (1, '3.10.0')
on conflict (version) do nothing;

insert into bankagent.schema_files (file, sha256)
values
('schemas.sql', '9b5607d8a6e8054a06f638f97856045fa0f04c15c4c24c69b1d640841e51da20'),
('procrastinate/schema.sql', 'c11b7f129361edc6732781afaabe7cc63cb0ab814c395976cdd5b0ed393c0b90'),
('tables/schema_history.sql', 'aa40cf034e9dfcf8a1b4ffd87648d0a7b13dc16bb856b623b3215d3942c47427'),
('tables/request_types.sql', '166da63e87114b2b027ffe37359ead387d5235ed8a2f1fe395eda2beaa27de48'),
('tables/request_moves.sql', '87aee055ce3017625527a9f115ab19ab8dc89697a4d5f4a4187693d9bea4f07b'),
('tables/banking_requests.sql', 'de1537b9a6ae687dc294a49a2dfdd294bd32e4e3ffb25577228934d39cf0c0be'),
('tables/idempotency_keys.sql', 'b1a9700e440e06de9ed249ae8a2c1a775f234268472fe1c8bdd89030a7232c62'),
('tables/agent_audit_log.sql', '33ad2766b3d12f5fc9f93f0c644e4ea8fcacfb448e9b98f70336c7962d4515bc'),
('tables/policies.sql', '33ccb36626443a0bdca5c32e6a7ece0efde38bb09db173aaf260132e163adb3e'),
('tables/evaluations.sql', 'f6f3b67a0db1aeb52ed58132a77a6755edb5dac25aab153be7d0f8bd39379df2'),
('tables/decisions.sql', 'd9773867aada61d06cddfbf586f2ba52f043489dca976ccfaa5f2694de7ecceb'),
('tables/worker_processes.sql', '42ed343d81c67ee0f5cc98bba7c33c88d70e49be3cb0c7d69bc19986172d5983'),
('tables/suspect_jobs.sql', '9930c2898fc7de38132fb7825d9fae7c2b286b0f805acc1f37348342964cdb31'),
('procrastinate/hardening.sql', '29d81d8686728ae203e2889a1497e34c3188050aa39211c3f8238f9b22be190f'),
('triggers/refuse_change.sql', '8b580b42996366953ce6679dfdfb5ad1ef2a2620a0acc598b61d704389b9cac9'),
('triggers/history.sql', '7f2a34f142edb4e310eef6f99ade239f6b3d0e88581c092c3bb3be7d64261c7c'),
('views/stuck_requests.sql', 'e640feddde4de957042532c1ef955a9721dd9d337acd709ba70c217d3d1675d8'),
('functions/checked_actor.sql', '366c859e0181569a5c2db99cdc58b5f0c3ad34bf04b0e3c37dade3241b256e75'),
('functions/submit_requests.sql', 'bbe94c74deb903a338908e27914b1c353e7bb8380b1f2064eb8845636b45a2e8'),
('functions/ring.sql', 'cf76715afcc28efa992fe6d5df2597f9d8ef28082763c2b932ae6b20216b3e6f'),
('functions/claim_suspect.sql', 'f668eeefa1e6bfe727532820a573ec046797816649c8d6fb2506d9067ccfe27a'),
('functions/claim_jobs.sql', 'c632d207da77b0a390f54631ba0e0bceda460f5078e70acb0f55f2c79c4378e9'),
('functions/settle_jobs.sql', 'a487d152a50c416a0070f13f7a54590c9b554e51b3fe78efe9492c4361b42ffa'),
('functions/hand_back_jobs.sql', 'd2f15d4c525621351420f5690acc9e95091e67cbb63181d577e6561db2142485'),
('functions/renew_job.sql', '0ce1aa7a84400b31a2d95de393892f3448e85d253fa884e7f825a92192a91a56'),
('functions/mend_stuck_requests.sql', '61839e91a0949a9d8274806f23a8d814bb2f86c57dbef42c85be4c7c95b0c176'),
('functions/connected_since.sql', '399369e10727bc46df8222cac5dbd4858faa8fb600d1291f8dc580ed28055aaf'),
('functions/dead_workers.sql', '93895e5ee65c111b85e0b994e38675a99fd2e9e745f4fd0a5608da23e19a7cc5'),
('functions/rescue_jobs.sql', '932b830f43c4dfc79126f069ea63492f279f8dad8761f1983278b89b05373de5'),
('functions/requeue_request.sql', '313c49c291e48a12a2195bda76dd090cdacaae4611e8b9166c9d039249d53775'),
('functions/cancel_request.sql', '831ca3cdf0667b45f97bc88a48a9814443c750d58d45e5de829a2279ca4f5112'),
('functions/keep_worker.sql', 'a72781a87a783b35b1baabcab65a21b725200b3f056a11e09f44cb2c5d6ab85e'),
('views/request_overview.sql', '631bf8cc7e4cc931dfece2bd9009a32b66880b2a5f539e6cb93568ff09deffd5'),
('views/request_history.sql', 'a82759376acf238971c4228468ec19f7ef48dd8889b46aa4563daa9ad0fd9fc6'),
('views/audit_gaps.sql', '5c278846f6ff89232d955db7aba9fb3f001d30b0f02843cf45f71b11ee9fb86d'),
('views/queue_depth.sql', '2de475bfe5d56b5a770b6e8834c7642e74703cf61e516cd5a60f75a245d0052d'),
('views/workers.sql', '9cd8a623c0054476b2587fa287d26df895f087c6498c0f04ea268a9f6f5f4519'),
('views/schema_drift.sql', '5ebc1bc229d89f0a893374acc5709044568dad1091a6fcf99986e79b3ad405bf'),
('data/request_types.sql', '65e0a1d9a1d3bc0e3c0bd36712dd881b19ab132a2e22527a27354002a3d71469'),
('data/request_moves.sql', '4e9d16fc02ca1f0d9ea7ee8426e1bc09d299f935a55307d62044b8a5546138cf'),
('policies/trade_review.sql', 'f3a9d52ca9b5d857acab7546dc94a44a025a10af11b69b0ccf0e2e9777731200'),
('grants.sql', '1fd9be28d74a71e4e410d6029ba3fac33f55ac9e06adc11a754989737ab2b935')
on conflict (file) do update
set sha256 = excluded.sha256, applied_at = excluded.applied_at, applied_by = excluded.applied_by
where schema_files.sha256 <> excluded.sha256;

delete from bankagent.schema_objects;
insert into bankagent.schema_objects (kind, name, sha256)
select s.kind, s.name, s.sha256
from ops.schema_now() as s;

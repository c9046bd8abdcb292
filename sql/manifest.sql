-- Schema version 2. Written by tools/manifest.py: do not edit.

insert into bankagent.schema_versions (version, procrastinate)
values (2, '3.10.0')
on conflict (version) do nothing;

insert into bankagent.schema_files (file, sha256)
values
('schemas.sql', '9b5607d8a6e8054a06f638f97856045fa0f04c15c4c24c69b1d640841e51da20'),
('procrastinate/schema.sql', 'c11b7f129361edc6732781afaabe7cc63cb0ab814c395976cdd5b0ed393c0b90'),
('tables/schema_history.sql', 'aa40cf034e9dfcf8a1b4ffd87648d0a7b13dc16bb856b623b3215d3942c47427'),
('tables/request_types.sql', '166da63e87114b2b027ffe37359ead387d5235ed8a2f1fe395eda2beaa27de48'),
('tables/request_moves.sql', '87aee055ce3017625527a9f115ab19ab8dc89697a4d5f4a4187693d9bea4f07b'),
('tables/banking_requests.sql', '85bd17a3382301c2a6c62f58cd4db0fdca5e4571d017b6e2844b268b106eb5e3'),
('tables/idempotency_keys.sql', 'b1a9700e440e06de9ed249ae8a2c1a775f234268472fe1c8bdd89030a7232c62'),
('tables/agent_audit_log.sql', '33ad2766b3d12f5fc9f93f0c644e4ea8fcacfb448e9b98f70336c7962d4515bc'),
('tables/policies.sql', '33ccb36626443a0bdca5c32e6a7ece0efde38bb09db173aaf260132e163adb3e'),
('tables/evaluations.sql', 'f6f3b67a0db1aeb52ed58132a77a6755edb5dac25aab153be7d0f8bd39379df2'),
('tables/decisions.sql', 'd9773867aada61d06cddfbf586f2ba52f043489dca976ccfaa5f2694de7ecceb'),
('tables/worker_processes.sql', '42ed343d81c67ee0f5cc98bba7c33c88d70e49be3cb0c7d69bc19986172d5983'),
('tables/suspect_jobs.sql', '9930c2898fc7de38132fb7825d9fae7c2b286b0f805acc1f37348342964cdb31'),
('tables/callers.sql', 'db282940119079f438e0e8657983b3f946647c4fb1a2a44b01d56edda63058cc'),
('tables/reviewers.sql', '51acf0605cc5617a989e7da7fd9e315fe60c96bc57f5fed8fc89249fcd794854'),
('tables/api_keys.sql', 'c43555997be5e643a253fc256855505b4308350dbf2e91845096fb5554f04c92'),
('tables/approvals.sql', 'f353890416ea9674f751d1c5998e412c680b8415945112cdb114111e7989fbad'),
('tables/votes.sql', '0107e3ffb97a3f154daea7b2e5a87b90ca7439e249f552d5f8d3aa75cd182fd6'),
('functions/trace_id_of.sql', 'b9e5cb365f485697f1116c15fe0dbaac09b1a4e921b76f1dd76548195b783adb'),
('migrations/0002_trace_id.sql', '4983c87436d0f2046dd0460575feec02685c538bfe42995be20512cdf1f972e8'),
('procrastinate/hardening.sql', '29d81d8686728ae203e2889a1497e34c3188050aa39211c3f8238f9b22be190f'),
('triggers/refuse_change.sql', '8014cef722d6ef2dc787c4afc837402c6d47cb26c96f6c71fbbf96ecb1b11169'),
('triggers/history.sql', '7f2a34f142edb4e310eef6f99ade239f6b3d0e88581c092c3bb3be7d64261c7c'),
('views/stuck_requests.sql', 'e640feddde4de957042532c1ef955a9721dd9d337acd709ba70c217d3d1675d8'),
('views/rules_in_words.sql', '54af665e80fcb9f1ed94ce61ac9a630a14ec2b4ea7276b3d164fff562f60996e'),
('views/approval_digest.sql', '7608c5e3d5ee2c36e51913d7be5928c63faca507e2043275b15dd04600e67adc'),
('functions/checked_actor.sql', '366c859e0181569a5c2db99cdc58b5f0c3ad34bf04b0e3c37dade3241b256e75'),
('functions/submit_requests.sql', '1d47ab784ca28e0fc26c21e563de39664c32badcdad59043221e2ee0736c7516'),
('functions/ring.sql', 'cf76715afcc28efa992fe6d5df2597f9d8ef28082763c2b932ae6b20216b3e6f'),
('functions/claim_suspect.sql', 'f668eeefa1e6bfe727532820a573ec046797816649c8d6fb2506d9067ccfe27a'),
('functions/claim_jobs.sql', '3cf82d250335cee0f82f5f814100d96304cb74001cdf563617fcdd46b60980c3'),
('functions/settle_jobs.sql', '591ac2097ceb4165f8b42d8ccccae689b799a490333f97c4f8c481cd678850d1'),
('functions/hand_back_jobs.sql', 'd2f15d4c525621351420f5690acc9e95091e67cbb63181d577e6561db2142485'),
('functions/renew_job.sql', 'ff7995fad40a6311df333760956bc2a30a10cdce48b90fef7438ad115ea454d0'),
('functions/mend_stuck_requests.sql', '61839e91a0949a9d8274806f23a8d814bb2f86c57dbef42c85be4c7c95b0c176'),
('functions/connected_since.sql', '399369e10727bc46df8222cac5dbd4858faa8fb600d1291f8dc580ed28055aaf'),
('functions/dead_workers.sql', '93895e5ee65c111b85e0b994e38675a99fd2e9e745f4fd0a5608da23e19a7cc5'),
('functions/rescue_jobs.sql', 'b50adf3611a8e065361ce1d41297d6ef8efe8b34a96d77d2e7ed808ad87047cf'),
('functions/requeue_request.sql', '313c49c291e48a12a2195bda76dd090cdacaae4611e8b9166c9d039249d53775'),
('functions/lock_request.sql', '9ec31c9aed774459923901b0818bcf7136e3cee288676c87263bc00b3761e0fe'),
('functions/cancel_request.sql', '44a4aa5d77639ae26c85d4f4608500ff0706d6a601a735bc0a1a04297d992c35'),
('functions/voted_result.sql', 'e42afc9af7324ed3d4d9052e66594e21829cc9672837d5abb6d3bd881de4a04f'),
('functions/cast_vote.sql', '96babf3f9cff74d7d74fa624cfcf930f67fe28f673f1c3ef57ccc50775ac924a'),
('functions/keep_worker.sql', 'a72781a87a783b35b1baabcab65a21b725200b3f056a11e09f44cb2c5d6ab85e'),
('functions/add_caller.sql', 'fa9aaf5a7a441378f8c59ee13daf526366ef569c83e43d61a4a2b92f4751a32e'),
('functions/add_reviewer.sql', '909ea4d009c71c3a96cedc04d43f3bd1d018fe8693c307344ec1bd5f38fa47b5'),
('functions/issue_key.sql', '936b429fa5ac1e621ae80253084106fd0c7bb4d92e9b9591072bc7e34cf676e9'),
('functions/revoke_key.sql', 'a837bb4c42ee930e51e1c49349c51e09f4259a850e55f32f894c6629db6575e5'),
('functions/disable_holder.sql', '27cc482bc773d1a7643e9de8b74a2893abf084546f5c9939f1776ad01fe9cca6'),
('views/request_overview.sql', '631bf8cc7e4cc931dfece2bd9009a32b66880b2a5f539e6cb93568ff09deffd5'),
('views/request_history.sql', 'ad256f74078d0d47bbb9fee9e52f0674e1f228c02992da5850aa1aef941b08d8'),
('views/audit_gaps.sql', 'bab121e431d344f0f5ffe78a01ca97b3743af010533671cc046827051ddd99df'),
('views/approvals_open.sql', 'bfca6a14e8918048b30937959fa5948a4f84b3efebffdd04e2be74d3083d37d7'),
('views/queue_depth.sql', '2de475bfe5d56b5a770b6e8834c7642e74703cf61e516cd5a60f75a245d0052d'),
('views/workers.sql', '9cd8a623c0054476b2587fa287d26df895f087c6498c0f04ea268a9f6f5f4519'),
('views/schema_drift.sql', '0b745f4b0d2b7b7852ca0740a03be9c8a08f6b5abca760cbb04aa17ce5f2a740'),
('data/request_types.sql', '65e0a1d9a1d3bc0e3c0bd36712dd881b19ab132a2e22527a27354002a3d71469'),
('data/request_moves.sql', '383864bf7ab295b952a4b6384057e2e3a7842ed08f56b5cfd705d9bb3fc65b36'),
('policies/trade_review.sql', 'f3a9d52ca9b5d857acab7546dc94a44a025a10af11b69b0ccf0e2e9777731200'),
('grants.sql', '214373aebac1d944401db7a693dd5c18e9095e1bb4583f508b9bf7c4748f0828')
on conflict (file) do update
set sha256 = excluded.sha256, applied_at = excluded.applied_at, applied_by = excluded.applied_by
where schema_files.sha256 <> excluded.sha256;

delete from bankagent.schema_objects;
insert into bankagent.schema_objects (kind, name, sha256)
select s.kind, s.name, s.sha256
from ops.schema_now() as s;

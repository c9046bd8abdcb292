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
('tables/payload_versions.sql', 'dea070026699da2c0a0b16e0a43eb86967e923d4e034dae03d671a343fc0aa55'),
('migrations/0003_request_lists.sql', 'd8e4c45de34614c4c8366339a022badcf97480a9a8bb51070009f1a94fa516b8'),
('procrastinate/hardening.sql', '29d81d8686728ae203e2889a1497e34c3188050aa39211c3f8238f9b22be190f'),
('triggers/refuse_change.sql', 'cb309599d402d2bc5b2b58ad04551cc33002645fdbba39e5aac369cee8416599'),
('triggers/history.sql', '7f2a34f142edb4e310eef6f99ade239f6b3d0e88581c092c3bb3be7d64261c7c'),
('views/stuck_requests.sql', 'e640feddde4de957042532c1ef955a9721dd9d337acd709ba70c217d3d1675d8'),
('views/rules_in_words.sql', '54af665e80fcb9f1ed94ce61ac9a630a14ec2b4ea7276b3d164fff562f60996e'),
('views/approval_digest.sql', '7608c5e3d5ee2c36e51913d7be5928c63faca507e2043275b15dd04600e67adc'),
('views/payload_sha256.sql', 'c65b822be16293c5dd077af01f954e4ff7170100bd1aaa76a1cb3dce9ee22c28'),
('functions/checked_actor.sql', '366c859e0181569a5c2db99cdc58b5f0c3ad34bf04b0e3c37dade3241b256e75'),
('functions/submit_requests.sql', 'bbe94c74deb903a338908e27914b1c353e7bb8380b1f2064eb8845636b45a2e8'),
('functions/ring.sql', 'cf76715afcc28efa992fe6d5df2597f9d8ef28082763c2b932ae6b20216b3e6f'),
('functions/claim_suspect.sql', 'f668eeefa1e6bfe727532820a573ec046797816649c8d6fb2506d9067ccfe27a'),
('functions/claim_jobs.sql', 'c632d207da77b0a390f54631ba0e0bceda460f5078e70acb0f55f2c79c4378e9'),
('functions/settle_jobs.sql', 'd2f167b6241a1323597bb760c227e8aed30a86b6702ee38a0c86cc8b751f0830'),
('functions/hand_back_jobs.sql', 'd2f15d4c525621351420f5690acc9e95091e67cbb63181d577e6561db2142485'),
('functions/renew_job.sql', '30b229263d4ae0d58284b9cbc7216552f3fa292bfb092021dda3ac11b615a11f'),
('functions/mend_stuck_requests.sql', '61839e91a0949a9d8274806f23a8d814bb2f86c57dbef42c85be4c7c95b0c176'),
('functions/connected_since.sql', '399369e10727bc46df8222cac5dbd4858faa8fb600d1291f8dc580ed28055aaf'),
('functions/dead_workers.sql', '93895e5ee65c111b85e0b994e38675a99fd2e9e745f4fd0a5608da23e19a7cc5'),
('functions/rescue_jobs.sql', '932b830f43c4dfc79126f069ea63492f279f8dad8761f1983278b89b05373de5'),
('functions/requeue_request.sql', '313c49c291e48a12a2195bda76dd090cdacaae4611e8b9166c9d039249d53775'),
('functions/lock_request.sql', '9ec31c9aed774459923901b0818bcf7136e3cee288676c87263bc00b3761e0fe'),
('functions/cancel_request.sql', '44a4aa5d77639ae26c85d4f4608500ff0706d6a601a735bc0a1a04297d992c35'),
('functions/replace_payload.sql', '3a7e272c146106496edce17fe63a11de7803513777abf693c9552607e045e161'),
('functions/voted_result.sql', 'e42afc9af7324ed3d4d9052e66594e21829cc9672837d5abb6d3bd881de4a04f'),
('functions/cast_vote.sql', '96babf3f9cff74d7d74fa624cfcf930f67fe28f673f1c3ef57ccc50775ac924a'),
('functions/keep_worker.sql', 'a72781a87a783b35b1baabcab65a21b725200b3f056a11e09f44cb2c5d6ab85e'),
('functions/add_caller.sql', 'fa9aaf5a7a441378f8c59ee13daf526366ef569c83e43d61a4a2b92f4751a32e'),
('functions/add_reviewer.sql', '909ea4d009c71c3a96cedc04d43f3bd1d018fe8693c307344ec1bd5f38fa47b5'),
('functions/issue_key.sql', '936b429fa5ac1e621ae80253084106fd0c7bb4d92e9b9591072bc7e34cf676e9'),
('functions/revoke_key.sql', 'a837bb4c42ee930e51e1c49349c51e09f4259a850e55f32f894c6629db6575e5'),
('functions/disable_holder.sql', '27cc482bc773d1a7643e9de8b74a2893abf084546f5c9939f1776ad01fe9cca6'),
('views/request_overview.sql', '631bf8cc7e4cc931dfece2bd9009a32b66880b2a5f539e6cb93568ff09deffd5'),
('views/request_history.sql', '8d271964fc33575688547671f4cd50d3b90ff0818a759dae0a6ae63069a60f0a'),
('views/payload_gaps.sql', 'f6610738db248c68868f347a8d1f735578244a70433b6364de4617e3e9cea5b6'),
('views/audit_gaps.sql', 'ea5c11a813ce5317f5e25ed05fda513d95916e13ff59118a1fc8b3ec5a46b438'),
('views/approvals_open.sql', 'bfca6a14e8918048b30937959fa5948a4f84b3efebffdd04e2be74d3083d37d7'),
('views/queue_depth.sql', '2de475bfe5d56b5a770b6e8834c7642e74703cf61e516cd5a60f75a245d0052d'),
('views/workers.sql', '9cd8a623c0054476b2587fa287d26df895f087c6498c0f04ea268a9f6f5f4519'),
('views/schema_drift.sql', '0b745f4b0d2b7b7852ca0740a03be9c8a08f6b5abca760cbb04aa17ce5f2a740'),
('data/request_types.sql', '65e0a1d9a1d3bc0e3c0bd36712dd881b19ab132a2e22527a27354002a3d71469'),
('data/request_moves.sql', '655ce6a0b3638706a257c01fbc66ab051bec7c648dd81cc95a0116369f31b3c8'),
('policies/trade_review.sql', 'f3a9d52ca9b5d857acab7546dc94a44a025a10af11b69b0ccf0e2e9777731200'),
('grants.sql', '692396affb3ce93115655488fe7967a0ae24968c183e1dc4d3838e9ea6bdc868')
on conflict (file) do update
set sha256 = excluded.sha256, applied_at = excluded.applied_at, applied_by = excluded.applied_by
where schema_files.sha256 <> excluded.sha256;

delete from bankagent.schema_objects;
insert into bankagent.schema_objects (kind, name, sha256)
select s.kind, s.name, s.sha256
from ops.schema_now() as s;

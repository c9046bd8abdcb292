-- Uses of approved answers are readings, too.
comment on table bankagent.request_readings is
'Readings of data about persons, and uses of approved answers. Of client_onboarding, at the pages '
'and by the API; of research_question, by callers alone. One row for each reader and quarter of an '
'hour. Append-only; written by note_reading.';

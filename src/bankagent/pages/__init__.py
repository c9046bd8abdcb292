"""Pages for reviewers, operators and auditors: one file and one template a page, below /ui."""

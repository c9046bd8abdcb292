"""Evaluation of answers: question sets in their JSON form, metrics, comparison of two runs."""

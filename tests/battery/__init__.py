"""The battery: every way in, used once under each setting that a DBA or a shell may set.

`python -m tests.battery` tries each setting by itself at each place; pytest tries them in bundles.
To extend it with a way in, add a function to a `ways_*.py`; with a setting, a line to settings.py.
"""

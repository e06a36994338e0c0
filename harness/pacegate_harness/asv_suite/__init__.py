"""asv suites: found by asv's rules, prepared as asv does, timed by ours."""

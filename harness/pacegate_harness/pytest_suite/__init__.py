"""pytest suites: what stands in for the plugins that measure, and rests those that would disturb."""

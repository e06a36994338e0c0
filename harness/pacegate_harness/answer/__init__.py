"""What a call returned, in short: so that Pacegate can tell whether both sides did the same work."""

"""Measuring: how often to call, when, in which memory layout, by which clocks."""

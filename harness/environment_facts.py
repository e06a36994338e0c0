"""Prints the facts of this interpreter and machine as JSON: ``environment_facts.py CHECKOUT ROOT [FOREIGN …]``."""

import json
import sys

from pacegate_harness.facts import collect_environment
from pacegate_harness.layout import Layout

print(json.dumps(collect_environment(Layout(sys.argv[1], sys.argv[2], sys.argv[3:]))))

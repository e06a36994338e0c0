"""Prints the facts of this interpreter and machine as JSON: ``environment_facts.py '{"checkout": …, "root": …}'``."""

import json
import sys

from pacegate_harness.code.layout import Layout
from pacegate_harness.facts import collect_environment

about = json.loads(sys.argv[1])
layout = Layout(about["checkout"], about["root"], about["foreign"])
print(json.dumps(collect_environment(layout, about["projects"])))

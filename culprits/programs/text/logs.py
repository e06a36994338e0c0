"""Reads a server's log and says what went wrong most often."""

import re
from collections import Counter
from datetime import datetime

LINE = re.compile(r"(\S+ \S+) (\w+) \[([\w.]+)\] (.*)")
WORD = re.compile(r"[a-z]+", re.IGNORECASE)
COMMON = frozenset("a an and at by for from in is of on or the to with".split())


def report(text):
    entries = read_entries(text)
    groups = group_by_pattern(entries)
    words = count_words(entries)
    return render(groups, words)


def read_entries(text):
    entries = []
    for line in text.splitlines():
        entry = parse_line(line)
        if entry is not None:
            entries.append(entry)
    return entries


def parse_line(line):
    match = LINE.match(line)
    if match is None:
        return None
    time, level, source, message = match.groups()
    return {"time": parse_time(time), "level": level.lower(), "source": source, "message": message}


def parse_time(text):
    return datetime(
        int(text[0:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:16]), int(text[17:19])
    )


def group_by_pattern(entries):
    groups = {}
    for entry in entries:
        key = entry["source"], generalise(entry["message"])
        group = groups.setdefault(key, {"count": 0, "first": entry["time"], "levels": Counter()})
        group["count"] += 1
        group["last"] = entry["time"]
        group["levels"][entry["level"]] += 1
    return groups


def generalise(message):
    """What is the same in all messages of a kind: numbers and quoted names become marks."""
    words = []
    for word in message.split():
        if word[0].isdigit():
            words.append("#")
        elif word[0] in "'\"":
            words.append("…")
        else:
            words.append(word.rstrip(",;:"))
    return " ".join(words)


def count_words(entries):
    counts = Counter()
    for entry in entries:
        counts.update(keywords(entry["message"]))
    return counts


def keywords(message):
    return [word for word in (found.lower() for found in WORD.findall(message)) if word not in COMMON]


def render(groups, words):
    ordered = sorted(groups.items(), key=lambda item: (-item[1]["count"], item[0]))
    lines = [render_group(source, pattern, group) for (source, pattern), group in ordered]
    lines.append(", ".join(f"{word} ({count})" for word, count in words.most_common(12)))
    return "\n".join(lines)


def render_group(source, pattern, group):
    levels = ", ".join(f"{count} × {level}" for level, count in sorted(group["levels"].items()))
    return f"{group['count']:6} {source:20} {pattern[:60]:60} {group['first']:%H:%M} to {group['last']:%H:%M}: {levels}"

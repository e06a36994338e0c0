/**
 * Pairs of published releases, each with a small piece of ordinary work. Which of them got slower is not stated: a long
 * measurement of its own says so.
 */
export interface ReleasePair {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Body of a Python module with a function `work`. */
  readonly work: string;
}

const pair = (name: string, before: string, after: string, work: string): ReleasePair => ({
  name,
  before: `${name}==${before}`,
  after: `${name}==${after}`,
  work,
});

export const RELEASES: readonly ReleasePair[] = [
  pair(
    'sqlparse',
    '0.4.4',
    '0.5.0',
    `import sqlparse
QUERY = "select a.id, b.name, count(*) from a join b on a.id = b.a_id where a.kind in (1, 2, 3) group by 1, 2;" * 4
def work():
    return sqlparse.format(QUERY, reindent=True, keyword_case="upper")`,
  ),
  pair(
    'idna',
    '3.6',
    '3.7',
    `import idna
NAMES = ["königsgäßchen.example", "пример.испытание", "例え.テスト", "www.example.com"] * 10
def work():
    return [idna.encode(name) for name in NAMES]`,
  ),
  pair(
    'pyparsing',
    '3.0.9',
    '3.1.0',
    `import pyparsing as pp
NUMBER = pp.Word(pp.nums)
EXPRESSION = pp.infix_notation(NUMBER, [(pp.one_of("* /"), 2, pp.opAssoc.LEFT), (pp.one_of("+ -"), 2, pp.opAssoc.LEFT)])
def work():
    return EXPRESSION.parse_string("1 + 2 * 3 - 4 / 5 + 6 * 7", parse_all=True)`,
  ),
  pair(
    'jsonschema',
    '4.17.3',
    '4.23.0',
    `import jsonschema
SCHEMA = {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}}}}
DATA = [{"id": i, "tags": ["a", "b"]} for i in range(40)]
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
def work():
    return VALIDATOR.is_valid(DATA)`,
  ),
  pair(
    'tomlkit',
    '0.11.8',
    '0.13.2',
    `import tomlkit
TEXT = "\\n".join(f'[table{i}]\\nname = "value {i}"\\nnumbers = [1, 2, 3]\\nwhen = 2026-01-01' for i in range(12))
def work():
    return tomlkit.parse(TEXT)`,
  ),
  pair(
    'mistune',
    '3.0.1',
    '3.0.2',
    `import mistune
TEXT = "# Title\\n\\nSome *text* with [a link](https://example.com) and \`code\`.\\n\\n- one\\n- two\\n\\n> quote\\n\\n" * 8
def work():
    return mistune.html(TEXT)`,
  ),
  pair(
    'sortedcontainers',
    '2.3.0',
    '2.4.0',
    `from sortedcontainers import SortedList
VALUES = [(i * 7919) % 10007 for i in range(4000)]
def work():
    values = SortedList()
    for value in VALUES:
        values.add(value)
    return values`,
  ),
  pair(
    'python-dateutil',
    '2.8.1',
    '2.8.2',
    `from dateutil import parser
DATES = ["2026-11-22T13:00:00Z", "22 Nov 2026 13:00", "Nov 22, 2026", "13:00 22.11.2026"] * 6
def work():
    return [parser.parse(date) for date in DATES]`,
  ),
  pair(
    'packaging',
    '24.2',
    '25.0',
    `from packaging.version import Version
TEXTS = [f"{i}.{j}.0rc{i}" for i in range(12) for j in range(20)]
def work():
    return sorted(Version(text) for text in TEXTS)`,
  ),
  pair(
    'Pygments',
    '2.17.2',
    '2.18.0',
    `from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
CODE = "def f(x, *args):\\n    '''Doc.'''\\n    return [y ** 2 for y in args if y > 0x1f] or {'a': 1.5e3}\\n" * 10
def work():
    return highlight(CODE, PythonLexer(), HtmlFormatter())`,
  ),
  pair(
    'Markdown',
    '3.5',
    '3.6',
    `import markdown
TEXT = "# Title\\n\\nSome *text* with \`code\` and [a link](http://example.com).\\n\\n- one\\n- two\\n\\n> quote\\n\\n" * 12
def work():
    return markdown.markdown(TEXT, extensions=["tables"])`,
  ),
  pair(
    'tabulate',
    '0.8.10',
    '0.9.0',
    `from tabulate import tabulate
ROWS = [[i, f"name {i}", i * 1.5, "yes" if i % 3 else "no"] for i in range(60)]
def work():
    return tabulate(ROWS, headers=["id", "name", "value", "flag"], tablefmt="github")`,
  ),
  pair(
    'attrs',
    '22.2.0',
    '23.1.0',
    `import attr
@attr.s(auto_attribs=True)
class Point:
    x: int
    y: int = 0
    tags: list = attr.Factory(list)
def work():
    return [attr.asdict(attr.evolve(Point(i, i + 1), y=3)) for i in range(400)]`,
  ),
  pair(
    'lark',
    '1.1.5',
    '1.1.9',
    `from lark import Lark
PARSER = Lark(r"""
start: sum
?sum: product | sum "+" product | sum "-" product
?product: atom | product "*" atom | product "/" atom
?atom: NUMBER | "(" sum ")"
NUMBER: /[0-9]+/
%ignore " "
""", parser="lalr")
TEXT = " + ".join(f"({i} * {i + 1} - 3) / 2" for i in range(60))
def work():
    return PARSER.parse(TEXT)`,
  ),
];

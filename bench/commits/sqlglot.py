import sqlglot
from sqlglot import diff, exp, lineage, parse_one, select
from sqlglot.optimizer import optimize
from sqlglot.optimizer.simplify import simplify
from sqlglot.tokens import Tokenizer

QUERY = "SELECT a, SUM(b) AS c FROM t JOIN u ON t.id = u.id WHERE a > 1 AND b < 2 GROUP BY a ORDER BY c"
SCHEMA = {"t": {"id": "INT", "a": "INT"}, "u": {"id": "INT", "b": "INT"}}


def test_tokenize(benchmark):
    benchmark(lambda: Tokenizer().tokenize(QUERY))


def test_parse(benchmark):
    benchmark(lambda: parse_one(QUERY))


def test_generate(benchmark):
    tree = parse_one(QUERY)
    benchmark(lambda: tree.sql())


def test_bigquery(benchmark):
    benchmark(lambda: sqlglot.transpile(QUERY, read="duckdb", write="bigquery"))


def test_snowflake(benchmark):
    benchmark(lambda: sqlglot.transpile("SELECT TO_DATE(a) FROM t QUALIFY 1 = 1", read="snowflake", write="spark"))


def test_clickhouse(benchmark):
    benchmark(lambda: parse_one("SELECT a FROM t FINAL PREWHERE a = 1", read="clickhouse").sql("clickhouse"))


def test_optimize(benchmark):
    benchmark(lambda: optimize(QUERY, schema=SCHEMA))


def test_simplify(benchmark):
    benchmark(lambda: simplify(parse_one("a AND a OR 1 = 1")))


def test_diff(benchmark):
    benchmark(lambda: diff(parse_one("SELECT a FROM t"), parse_one("SELECT b FROM t")))


def test_lineage(benchmark):
    benchmark(lambda: lineage.lineage("c", QUERY, schema=SCHEMA))


def test_build(benchmark):
    benchmark(lambda: select("a").from_("t").where(exp.column("a") > 1))

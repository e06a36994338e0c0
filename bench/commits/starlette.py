import asyncio

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.config import Config
from starlette.datastructures import URL, Headers, MutableHeaders, QueryParams, State
from starlette.requests import Request, cookie_parser
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route, Router

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/users/7",
    "root_path": "",
    "scheme": "https",
    "query_string": b"a=1&b=2&a=3",
    "server": ("example.com", 443),
    "headers": [(b"host", b"example.com"), (b"accept", b"*/*"), (b"cookie", b"a=1; b=2")],
}


async def endpoint(request):
    return PlainTextResponse("hello")


ROUTES = [Route("/users/{id:int}", endpoint), Mount("/static", routes=[Route("/{path:path}", endpoint)])]
ROUTER = Router(ROUTES)


async def receive():
    return {"type": "http.request", "body": b"", "more_body": False}


async def send(message):
    pass


def test_match(benchmark):
    benchmark(lambda: [route.matches({**SCOPE}) for route in ROUTES])


def test_url_path_for(benchmark):
    benchmark(lambda: ROUTER.url_path_for("endpoint", id=7))


def test_dispatch(benchmark):
    benchmark(lambda: asyncio.run(ROUTER({**SCOPE}, receive, send)))


def test_application(benchmark):
    benchmark(lambda: asyncio.run(Starlette(routes=ROUTES)({**SCOPE}, receive, send)))


def test_request(benchmark):
    benchmark(lambda: (Request({**SCOPE}).url, Request({**SCOPE}).cookies))


def test_url(benchmark):
    benchmark(lambda: URL("https://example.com:8000/a?b=1#c").replace(port=80).include_query_params(d=2))


def test_query_params(benchmark):
    benchmark(lambda: QueryParams("a=1&b=2&a=3").getlist("a"))


def test_headers(benchmark):
    benchmark(lambda: Headers({"a": "1", "b": "2"}).get("B"))


def test_mutable_headers(benchmark):
    benchmark(lambda: MutableHeaders({"a": "1"}).add_vary_header("Accept"))


def test_json_response(benchmark):
    benchmark(lambda: JSONResponse({"a": [1, 2, 3], "b": {"c": "d"}}).body)


def test_set_cookie(benchmark):
    benchmark(lambda: PlainTextResponse("hello").set_cookie("a", "1", max_age=10))


def test_cookie_parser(benchmark):
    benchmark(lambda: cookie_parser("a=1; b=2; c=3"))


def test_background(benchmark):
    benchmark(lambda: asyncio.run(BackgroundTask(len, "abc")()))


def test_config(benchmark):
    benchmark(lambda: Config(environ={"A": "1"})("A", cast=int))


def test_state(benchmark):
    benchmark(lambda: setattr(State(), "a", 1))

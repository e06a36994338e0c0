from flask import Blueprint, Config, Flask, jsonify, make_response, session, url_for
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface

app = Flask(__name__)
app.secret_key = "secret"


@app.get("/plain")
def plain():
    return "hello"


@app.get("/items/<int:number>")
def item(number):
    return jsonify(number=number, tags=["a", "b"])


@app.get("/visit")
def visit():
    session["visits"] = session.get("visits", 0) + 1
    return "hello"


CLIENT = app.test_client()


def test_plain(benchmark):
    benchmark(lambda: CLIENT.get("/plain").data)


def test_json(benchmark):
    benchmark(lambda: CLIENT.get("/items/7").json)


def test_session(benchmark):
    benchmark(lambda: CLIENT.get("/visit").data)


def test_missing(benchmark):
    benchmark(lambda: CLIENT.get("/nowhere").status_code)


def test_url_for(benchmark):
    def run():
        with app.test_request_context():
            return url_for("item", number=7)

    benchmark(run)


def test_make_response(benchmark):
    def run():
        with app.app_context():
            return make_response("hello", 201)

    benchmark(run)


def test_application(benchmark):
    def run():
        made = Flask("made")
        made.register_blueprint(Blueprint("one", "one"), url_prefix="/one")
        return made

    benchmark(run)


def test_config(benchmark):
    benchmark(lambda: Config(".", {"A": 1}).from_mapping(B=2))


def test_tagged_json(benchmark):
    benchmark(lambda: TaggedJSONSerializer().loads(TaggedJSONSerializer().dumps({"a": (1, b"2")})))


def test_signing(benchmark):
    benchmark(lambda: SecureCookieSessionInterface().get_signing_serializer(app))

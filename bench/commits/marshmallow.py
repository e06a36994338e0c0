import datetime as dt

from marshmallow import Schema, ValidationError, class_registry, fields, post_load, utils, validate


class Author(Schema):
    name = fields.Str(required=True, validate=validate.Length(min=1))
    born = fields.Date()


class Book(Schema):
    title = fields.Str()
    author = fields.Nested(Author)
    tags = fields.List(fields.Str())
    price = fields.Decimal()

    @post_load
    def make(self, data, **kwargs):
        return data


BOOK = {"title": "A", "author": {"name": "B", "born": dt.date(2000, 1, 2)}, "tags": ["c"], "price": 3}
TEXT = {"title": "A", "author": {"name": "B", "born": "2000-01-02"}, "tags": ["c"], "price": "3"}


def test_dump(benchmark):
    schema = Book()
    benchmark(lambda: schema.dump(BOOK))


def test_load(benchmark):
    schema = Book()
    benchmark(lambda: schema.load(TEXT))


def test_invalid(benchmark):
    schema = Book()

    def run():
        try:
            schema.load({"author": {"name": ""}})
        except ValidationError as error:
            return error.messages

    benchmark(run)


def test_schema(benchmark):
    benchmark(lambda: Book(many=True, only=("title", "author.name")))


def test_from_dict(benchmark):
    benchmark(lambda: Schema.from_dict({"a": fields.Int()}))


def test_field(benchmark):
    benchmark(lambda: fields.DateTime().deserialize("2000-01-02T03:04:05"))


def test_email(benchmark):
    benchmark(lambda: validate.Email()("someone@example.com"))


def test_url(benchmark):
    benchmark(lambda: validate.URL()("https://example.com/a"))


def test_one_of(benchmark):
    benchmark(lambda: validate.OneOf(["a", "b"])("a"))


def test_timestamp(benchmark):
    benchmark(lambda: utils.timestamp(dt.datetime(2000, 1, 2)) if hasattr(utils, "timestamp") else None)


def test_registry(benchmark):
    benchmark(lambda: class_registry.get_class("Book", all=True))

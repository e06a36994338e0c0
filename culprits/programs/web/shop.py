"""A small WSGI application: a shop's catalogue, as pages and as JSON."""

import html
import json
from urllib.parse import parse_qs


class Shop:
    def __init__(self, products):
        self.products = products
        self.routes = {"/": self.show_list, "/api/products": self.list_products, "/cart": self.show_cart}

    def __call__(self, environ, start_response):
        request = read_request(environ)
        status, kind, body = self.dispatch(request)
        data = body.encode()
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(data)))])
        return [data]

    def dispatch(self, request):
        route = self.routes.get(request["path"])
        if route is None:
            return "404 Not Found", "text/plain", "There is no such page."
        return route(request)

    def show_list(self, request):
        found = search(self.products, request["query"].get("q", ""))
        rows = []
        for product in found:
            rows.append(render_row(product))
        return "200 OK", "text/html", page("Products", f"<table>{''.join(rows)}</table>")

    def list_products(self, request):
        found = search(self.products, request["query"].get("q", ""))
        return "200 OK", "application/json", json.dumps([serialise(product) for product in found])

    def show_cart(self, request):
        wanted = read_cart(request["cookies"].get("cart", ""))
        lines = [(self.products[number], count) for number, count in wanted.items()]
        total = sum(price_with_tax(product) * count for product, count in lines)
        body = "".join(f"<li>{count} × {html.escape(product['title'])}</li>" for product, count in lines)
        return "200 OK", "text/html", page("Cart", f"<ul>{body}</ul><p>{format_price(total)}</p>")


def read_request(environ):
    query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    return {"path": environ["PATH_INFO"], "query": query, "cookies": read_cookies(environ.get("HTTP_COOKIE", ""))}


def read_cookies(header):
    cookies = {}
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name:
            cookies[name] = value
    return cookies


def read_cart(text):
    cart = {}
    for item in text.split("."):
        number, _, count = item.partition("x")
        if number.isdigit():
            cart[int(number)] = int(count or 1)
    return cart


def search(products, wanted):
    words = wanted.lower().split()
    return [product for product in products if matches(product, words)]


def matches(product, words):
    text = product["title"].lower()
    for word in words:
        if word not in text:
            return False
    return True


def render_row(product):
    title, tags = html.escape(product["title"]), ", ".join(html.escape(tag) for tag in product["tags"])
    return f"<tr><td>{title}</td><td>{tags}</td><td>{format_price(price_with_tax(product))}</td></tr>"


def serialise(product):
    return {
        "id": product["id"],
        "title": product["title"].strip(),
        "tags": sorted(product["tags"]),
        "price": format_price(price_with_tax(product)),
    }


def price_with_tax(product):
    rate = 0.07 if "book" in product["tags"] else 0.19
    return round(product["cents"] * (1 + rate))


def format_price(cents):
    whole, rest = divmod(cents, 100)
    groups = []
    while whole >= 1000:
        whole, group = divmod(whole, 1000)
        groups.append(f"{group:03}")
    return ".".join([str(whole), *reversed(groups)]) + f",{rest:02} €"


def page(title, body):
    return f"<!doctype html><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1>{body}"

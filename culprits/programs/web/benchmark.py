"""The application runs in a thread of its own, as behind the test clients of Starlette and Flask's live server."""

import queue
import random
import threading

from shop import Shop

_RANDOM = random.Random(3)
PRODUCTS = [
    {
        "id": number,
        "title": f"{_RANDOM.choice(('Red', 'Blue', 'Large'))} {_RANDOM.choice(('Lamp', 'Chair', 'Atlas'))} <{number}>",
        "tags": _RANDOM.sample(("book", "light", "wood", "sale", "new"), 3),
        "cents": _RANDOM.randrange(100, 5_000_000),
    }
    for number in range(800)
]
CART = ".".join(f"{number}x{number % 3 + 1}" for number in range(0, 800, 5))
REQUESTS = [("/", "q=lamp", ""), ("/api/products", "q=red", ""), ("/cart", "", f"cart={CART}; lang=de")]


class Client:
    """Sends requests to an application in another thread and waits for its answers."""

    def __init__(self, application):
        self.application = application
        self.requests = queue.Queue()
        self.answers = queue.Queue()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            environ = self.requests.get()
            self.answers.put(b"".join(self.application(environ, lambda status, headers: None)))

    def get(self, path, query, cookie):
        self.requests.put({"PATH_INFO": path, "QUERY_STRING": query, "HTTP_COOKIE": cookie})
        return self.answers.get()


CLIENT = Client(Shop(PRODUCTS))


def work():
    return [CLIENT.get(*request) for request in REQUESTS]

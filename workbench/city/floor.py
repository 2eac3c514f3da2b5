"""The floor under every submission: the same framework and server, one view, one inserted row, nothing else."""

import signal
import sys

import django
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

INSERT = "INSERT INTO bench_floor (body) VALUES (%s)"


def insert(request: HttpRequest) -> HttpResponse:
    """One row of the request's size."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [request.body.decode()])
    return HttpResponse("{}")


urlpatterns = [path("floor", insert)]


def main() -> None:
    """Serve it on a free port, which is printed, until the process is told to end."""
    from django.conf import settings

    settings.ROOT_URLCONF = __name__ if __name__ != "__main__" else "workbench.city.floor"
    settings.MIDDLEWARE = []
    django.setup()
    from hall.serve import Server

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, body text NOT NULL)")
    server = Server("127.0.0.1", 0)
    signal.signal(signal.SIGTERM, lambda *_: server.close())
    sys.stdout.write(f"floor: listening on {server.url}\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()

"""The floor under every submission: the same framework and server, one view, one inserted row, nothing else.

`/floor` inserts as the framework does, a model's row in a transaction; `/bare` by one statement, without the model.
"""

import signal
import sys

import django
from django.apps import apps
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

_ROW = ("fleet", "Floor")  # a model of this process only
INSERT = "INSERT INTO bench_floor (body) VALUES (%s)"


def insert(request: HttpRequest) -> HttpResponse:
    """One row of the request's size, in a transaction."""
    with transaction.atomic():
        apps.get_model(*_ROW)._default_manager.create(body=request.body.decode())
    return HttpResponse("{}")


def bare(request: HttpRequest) -> HttpResponse:
    """The same by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [request.body.decode()])
    return HttpResponse("{}")


urlpatterns = [path("floor", insert), path("bare", bare)]


def main() -> None:
    """Serve it on a free port, which is printed, until the process is told to end."""
    from django.conf import settings

    settings.ROOT_URLCONF = __name__ if __name__ != "__main__" else "workbench.city.floor"
    settings.MIDDLEWARE = []
    django.setup()
    from hall.serve import Server

    shape = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": _ROW[0], "db_table": "bench_floor"})}
    type(_ROW[1], (models.Model,), {**shape, "body": models.TextField()})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1)")  # two processes that both find no table would collide
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, body text NOT NULL)")
    server = Server("127.0.0.1", 0)
    signal.signal(signal.SIGTERM, lambda *_: server.close())
    sys.stdout.write(f"floor: listening on {server.url}\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()

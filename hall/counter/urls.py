"""The resident's pages on the web."""

from django.urls import path

from hall.counter import web

app_name = "prepare"

urlpatterns = [
    path("", web.prepare, name="list"),
    path("<str:kind>/<str:id_>", web.service, name="service"),
    path("<str:kind>/<str:id_>/form", web.form, name="form"),
]

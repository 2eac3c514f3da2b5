"""Figures for the operators (Prometheus): requests, envelopes, open doubts, cases by state."""

from collections.abc import Callable, Iterable
from time import perf_counter

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

REGISTRY = CollectorRegistry()
REQUESTS = Counter("hall_requests", "Requests answered", ["method", "status"], registry=REGISTRY)
SECONDS = Histogram("hall_request_seconds", "Time to answer", ["method"], registry=REGISTRY)
ENVELOPES = Counter("hall_envelopes", "Envelopes from terminals", ["kind", "outcome"], registry=REGISTRY)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class _Standing:
    """Counts read from the database when somebody looks."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge a family."""
        from hall.cases.models import Case
        from hall.fleet.services import doors_in_alarm
        from hall.parcels.models import Doubt, Parcel

        cases = GaugeMetricFamily("hall_cases", "Cases by state", labels=["state"])
        for state, number in Case.objects.values_list("state").annotate(Count("pk")):
            cases.add_metric([state], number)
        parcels = GaugeMetricFamily("hall_parcels", "Parcels by holder", labels=["holder"])
        for holder, number in Parcel.objects.values_list("holder").annotate(Count("pk")):
            parcels.add_metric([holder], number)
        doubts = Doubt.objects.filter(settled_at=None).count()
        return (
            cases,
            parcels,
            GaugeMetricFamily("hall_open_doubts", "Doubts waiting for a person", value=doubts),
            GaugeMetricFamily("hall_doors_in_alarm", "Doors open that should not be", value=len(doors_in_alarm())),
        )

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing in advance: the database may not be there yet when the registry is made."""
        return ()


REGISTRY.register(_Standing())


def count_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: count and time every request. No path in the labels: paths hold case ids."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = get_response(request)
        method = request.method if request.method in {"GET", "HEAD", "POST", "PATCH", "DELETE"} else "other"
        SECONDS.labels(method).observe(perf_counter() - began)
        REQUESTS.labels(method, str(response.status_code)).inc()
        return response

    return middleware


def metrics(request: HttpRequest) -> HttpResponse:
    """The page Prometheus reads: only from this very machine and not through a proxy."""
    if request.META.get("REMOTE_ADDR") not in _LOOPBACK or "HTTP_X_FORWARDED_FOR" in request.META:
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)

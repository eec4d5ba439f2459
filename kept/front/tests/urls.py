"""The addresses that this room's tests need; the desk's own are tested where they belong."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("policy", lambda request: HttpResponse(), name="policy"),
    path("palette", lambda request: HttpResponse(), name="palette"),
    path("design/", include("kept.front.urls")),
]

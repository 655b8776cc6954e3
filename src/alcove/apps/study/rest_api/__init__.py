"""`/rest/v1`: the REST API of the database at the server's own address."""

from alcove.apps.study.rest_api.deferred import PREFIX, DeferredRestApi
from alcove.apps.study.rest_api.probe import build_rest_probe

__all__ = ["PREFIX", "DeferredRestApi", "build_rest_probe"]

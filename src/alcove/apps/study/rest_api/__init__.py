"""`/rest/v1`: the REST API of the database at the server's own address."""

from alcove.apps.study.rest_api.deferred import PREFIX, DeferredRestApi

__all__ = ["PREFIX", "DeferredRestApi"]

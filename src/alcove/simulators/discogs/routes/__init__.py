"""The addresses of the simulator, by what they are about."""

from starlette.routing import BaseRoute

from alcove.simulators.discogs.routes import control, exchange, market, people, releases, signon, wantlists

ROUTES: list[BaseRoute] = [
    *people.ROUTES,
    *market.ROUTES,
    *releases.ROUTES,
    *wantlists.ROUTES,
    *signon.ROUTES,
    *exchange.ROUTES,
    *control.ROUTES,
]

"""The addresses of the simulator, by what they are about."""

from starlette.routing import BaseRoute

from alcove.simulators.discogs.routes import control, exchange, market, people, releases, sign_on, wantlists

ROUTES: list[BaseRoute] = [
    *people.ROUTES,
    *market.ROUTES,
    *releases.ROUTES,
    *wantlists.ROUTES,
    *sign_on.ROUTES,
    *exchange.ROUTES,
    *control.ROUTES,
]

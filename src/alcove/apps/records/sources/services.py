"""The services that the settings name, made once per process."""

from dataclasses import dataclass

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.door import Door
from alcove.apps.records.sources.protocols import RecommenderService, ScraperService
from alcove.apps.records.sources.recommender import RecommenderClient
from alcove.apps.records.sources.scraper import ScraperClient
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Network


@dataclass(frozen=True, slots=True)
class Services:
    """Who does what elsewhere; None: it is done here."""

    recommender: RecommenderService | None = None
    scraper: ScraperService | None = None


def named_services(
    settings: RecordsSettings,
    *,
    clock: Clock,
    network: Network | None = None,
    private_hosts: frozenset[str] = frozenset(),
) -> Services:
    """Return clients of the services whose addresses are set."""

    def door(name: str, base_url: str) -> Door:
        return Door(name, base_url, settings=settings, clock=clock, network=network, private_hosts=private_hosts)

    recommender, scraper = settings.recommender_service_url, settings.scraper_service_url
    return Services(
        recommender=RecommenderClient(door("recommender", recommender)) if recommender else None,
        scraper=ScraperClient(door("scraper", scraper)) if scraper else None,
    )

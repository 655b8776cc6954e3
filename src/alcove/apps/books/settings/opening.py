"""Settings of the listener, the pages, sign-in and the challenge solver."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alcove.apps.books.settings.fetching import DownloadSettings
from alcove.apps.books.settings.reading import Url


class ServingSettings(DownloadSettings, frozen=True, kw_only=True):
    """Where the books are served, to whom, and with which page."""

    flask_host: Annotated[str, Meta(description="Address on which the books are served by themselves.")] = "127.0.0.1"
    flask_port: Annotated[
        int, Meta(ge=0, le=65535, description="Further port on which the books are served by themselves; 0: none.")
    ] = 0
    ui: Annotated[
        Literal["modern", "classic"], Meta(description="Which page is at / on that port, when both are there.")
    ] = "modern"
    ui1_dir: Annotated[Path | None, Meta(description="Folder of the classic page: templates/, static/, data/.")] = None
    ui2_dist: Annotated[Path | None, Meta(description="Folder of the newer page as it was built.")] = None
    calibre_web_url: Annotated[Url, Meta(description="Where your library is; the pages link to it.")] = ""
    auto_open_downloads_sidebar: Annotated[
        bool, Meta(description="Whether the newer page shows the queue when something is queued.")
    ] = False
    download_to_browser: Annotated[
        bool, Meta(description="Whether the newer page saves each finished file in the browser, too.")
    ] = False
    app_env: Annotated[str, Meta(max_length=100, description="Shown in the footer of the classic page.")] = "N/A"
    build_version: Annotated[str, Meta(max_length=100, description="Shown in the footers.")] = "N/A"
    release_version: Annotated[str, Meta(max_length=100, description="Shown in the footers.")] = "N/A"
    debug: Annotated[
        bool,
        Meta(description="Whether administrators may restart the server and fetch its state."),
    ] = False
    allowed_origins: Annotated[
        tuple[str, ...], Meta(description="Further origins whose pages may open the live connection.")
    ] = ()
    allow_dangerous_settings: Annotated[
        bool, Meta(description="Whether folders, programs and secrets can be set over HTTP, too.")
    ] = False
    use_cf_bypass: Annotated[bool, Meta(description="Whether pages that ask for a browser are opened in one.")] = False
    using_external_bypasser: Annotated[
        bool,
        Meta(description="Whether that browser is a FlareSolverr service instead of the Chromium of this machine."),
    ] = False
    ext_bypasser_url: Annotated[Url, Meta(description="Where that service is.")] = "http://flaresolverr:8191"
    ext_bypasser_path: Annotated[str, Meta(pattern=r"^/\S*\Z", description="Its path.")] = "/v1"
    ext_bypasser_timeout: Annotated[
        int, Meta(ge=10_000, le=300_000, description="Milliseconds that it gets for a page.")
    ] = 60_000

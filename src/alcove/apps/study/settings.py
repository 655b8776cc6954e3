"""The settings of the study app."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from alcove.apps.study.alert_settings import AlertSettings
from alcove.foundation.settings import ANY_ORIGIN, RELOADABLE, Secret


class StudySettings(AlertSettings, frozen=True, kw_only=True):
    """Keys, limits and addresses of the Supabase wire protocols."""

    study_jwt_secret: Annotated[
        Secret,
        Meta(
            description="Secret that signs and verifies tokens, at least 32 bytes of random text; by default it is made"
            " at the first start and kept in the data directory. Set it if several hosts serve one database."
        ),
    ] = Secret()
    study_anon_keys: Annotated[
        tuple[str, ...],
        Meta(
            description="Further keys that are accepted as the anon key, exactly as written: those of programs whose"
            " key cannot be changed."
        ),
    ] = ()
    study_trusted_jwks: Annotated[
        Path | None,
        Meta(
            description="File with the JSON Web Key Set of another project, whose tokens are accepted as well as this"
            " server's."
        ),
    ] = None
    study_require_apikey: Annotated[
        bool, Meta(description="Refuse requests without an `apikey` header or query parameter.")
    ] = True
    study_allowed_origins: Annotated[
        tuple[str, ...],
        Meta(
            description="Origins of web pages that may call the Supabase prefixes; * allows all, without cookies.",
            extra=RELOADABLE | ANY_ORIGIN,
        ),
    ] = ("*",)
    study_port: (
        Annotated[int, Meta(ge=1, le=65535, description="Further port for the Supabase prefixes alone.")] | None
    ) = None
    study_dist: Annotated[
        Path | None, Meta(description="Folder of a built page that is served at the root of STUDY_PORT.")
    ] = None
    study_project_database: Annotated[
        str,
        Meta(
            pattern=r"^([a-z][a-z0-9_]{0,62})?\Z",
            description="Name of a program's own database, which /rest/v1 then serves; it has no tables of this app.",
        ),
    ] = ""
    study_day_start: Annotated[
        str,
        Meta(
            pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z",
            description="Time of the learner's clock at which a day of study begins, as HH:MM; what is studied after"
            " midnight and before it belongs to the day before. Days that are stored stay.",
        ),
    ] = "04:00"
    study_card_retention: Annotated[
        float,
        Meta(ge=0.7, le=0.97, description="Probability with which a card should be recalled when it is due."),
    ] = 0.9
    study_deck_max_bytes: Annotated[
        int, Meta(ge=2**20, le=2**30, description="Largest file of cards that is imported, in bytes.")
    ] = 128 * 2**20
    study_max_rows: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Largest number of rows in one answer of /rest/v1.")
    ] = 1000
    study_max_depth: Annotated[
        int, Meta(ge=1, le=100, description="Deepest nesting of embeds, conditions and JSON paths in a request.")
    ] = 20
    study_max_response: Annotated[
        int, Meta(ge=1024, le=2**30, description="Largest body of one answer of /rest/v1, in bytes.")
    ] = 64 * 2**20
    study_statement_timeout: Annotated[
        float, Meta(ge=0.1, le=600, description="Seconds after which PostgreSQL stops a statement of /rest/v1.")
    ] = 8.0
    study_database_pool_size: Annotated[
        int, Meta(ge=1, le=200, description="Largest number of database connections of /rest/v1 per process.")
    ] = 10
    study_database_url: Annotated[
        Secret,
        Meta(
            description="Address with which /rest/v1 connects, if the role that Alcove makes for it cannot be used:"
            " postgresql://user:password@host/name. The user must be a member of authenticator."
        ),
    ] = Secret()

"""The keys of programs: the JWT secret, and the anon and service_role keys that are derived from it."""

from alcove.apps.study.keys.model import ProjectKeys
from alcove.apps.study.keys.service import FILE as KEYS_FILE
from alcove.apps.study.keys.service import KeyStore, check_settings, create_keys, find_mismatch
from alcove.apps.study.keys.signing_keys import Algorithm, retire, rotate

__all__ = [
    "KEYS_FILE",
    "Algorithm",
    "KeyStore",
    "ProjectKeys",
    "check_settings",
    "create_keys",
    "find_mismatch",
    "retire",
    "rotate",
]

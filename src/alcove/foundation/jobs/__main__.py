"""Brings the copies of Procrastinate's SQL up to date with the installed version."""

from alcove.foundation.jobs.procrastinate_schema import write
from alcove.foundation.jobs.schema import SCHEMA

if __name__ == "__main__":
    write(SCHEMA.path)

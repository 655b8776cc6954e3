"""Requests and the responses that PostgREST's documentation promises; the cases are in `conformance/*.http`."""

from pathlib import Path

import pytest

from wire.supabase.case_files import Case, read_cases
from wire.supabase.conformance_servers import ConformanceServers, case_token, fill_in_tokens
from wire.supabase.responses import find_differences, send_case

CASES = read_cases(Path(__file__).parent / "conformance")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_responses_are_as_documented(case: Case, conformance_servers: ConformanceServers) -> None:
    """Each request gets the status, headers and body that the documentation of PostgREST promises."""
    headers = [(name, fill_in_tokens(value)) for name, value in case.request_headers]
    response = send_case(conformance_servers.client(case.config), case, token=case_token(case), headers=headers)
    differences = find_differences(case, response)
    assert not differences, "\n".join([f"{case.method} {case.target}", *differences])


def test_case_titles_are_unique() -> None:
    """No two cases of a page have the same title."""
    titles = [str(case) for case in CASES]
    assert sorted(set(titles)) == sorted(titles)

"""Requests and responses of GoTrue that need no other request before them; the cases are in `conformance/*.http`."""

from pathlib import Path

import pytest

from wire.study.accounts.accounts_servers import AccountsServers
from wire.supabase.case_files import Case, read_cases
from wire.supabase.conformance_servers import case_token, fill_in_tokens
from wire.supabase.responses import find_differences, send_case

CASES = read_cases(Path(__file__).parent / "conformance")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_responses_are_those_of_the_protocol(case: Case, accounts_servers: AccountsServers) -> None:
    """Each request gets the status, headers and body of GoTrue."""
    headers = [(name, fill_in_tokens(value)) for name, value in case.request_headers]
    client = accounts_servers.client(case.config).http
    response = send_case(client, case, token=case_token(case), headers=headers)
    differences = find_differences(case, response)
    assert not differences, "\n".join([f"{case.method} {case.target}", *differences])

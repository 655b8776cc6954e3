"""Every way in which a provider can answer or fail, in every dialect, with streams and without."""

import pytest

from alcove.simulators.ai_provider import Behaviour, DialectName
from alcove.wires.ai_providers import AnswerTimeouts, Outcome, TokenUsage
from integration.ai_providers.clients import DIALECTS, KEY, QUESTION, Call, collect, complete, provider_at
from support.ai_provider import AiProviderSite
from support.sockets import free_port

CALLS = pytest.mark.parametrize("call", [collect, complete], ids=["stream", "complete"])
EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
HURRIED = AnswerTimeouts(first_token=0.3, stall=0.3, complete=0.3)
FILTER_TOKENS = TokenUsage(prompt=7, completion=3)


@EVERY_DIALECT
@CALLS
async def test_success(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """A complete answer has its text, the reported model, the finish reason and the counted tokens."""
    site.script(Behaviour(text="Light is a wave, and a particle. \u00e4\u4e16\U0001f600"))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert result.text == "Light is a wave, and a particle. \u00e4\u4e16\U0001f600"
    assert result.end is not None
    assert (result.end.model, result.end.finish_reason) == ("model-1", "stop")
    assert result.usage == TokenUsage(prompt=7, completion=8)


@EVERY_DIALECT
@CALLS
async def test_an_answer_that_reaches_its_limit(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """An answer that the limit of tokens ends is complete, with the finish reason `length`."""
    site.script(Behaviour(tokens=4, finish_reason="length"))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert result.end is not None
    assert result.end.finish_reason == "length"


@EVERY_DIALECT
@CALLS
async def test_reasoning_is_no_part_of_the_answer(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """The reasoning of a model is kept apart from the text of its answer."""
    site.script(Behaviour(text="Forty-two.", reasoning="Let me think."))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert (result.text, result.reasoning) == ("Forty-two.", "Let me think.")


@EVERY_DIALECT
@CALLS
async def test_an_answer_without_counted_tokens(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """A provider that counts no tokens answers without usage."""
    site.script(Behaviour(tokens=3, usage=False))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert (result.outcome, result.usage) == (Outcome.OK, None)


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome.BAD_ANSWER),
        (401, Outcome.AUTH_FAILED),
        (402, Outcome.AUTH_FAILED),
        (403, Outcome.AUTH_FAILED),
        (404, Outcome.BAD_ANSWER),
        (408, Outcome.TIMEOUT),
        (422, Outcome.BAD_ANSWER),
        (429, Outcome.RATE_LIMITED),
        (500, Outcome.SERVER_ERROR),
        (503, Outcome.SERVER_ERROR),
        (529, Outcome.SERVER_ERROR),
    ],
)
async def test_error_statuses(
    site: AiProviderSite, dialect: DialectName, call: Call, *, status: int, outcome: Outcome
) -> None:
    """An error status is its outcome after one request, without anything that the provider or the owner wrote."""
    site.script(Behaviour(status=status))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert (result.outcome, result.text) == (outcome, "")
    assert len(site.requests()) == 1
    assert result.failure is not None
    assert result.failure.retry_after is None
    assert result.failure.message.startswith(f"{dialect} ")


@EVERY_DIALECT
@pytest.mark.parametrize("status", [429, 503, 529])
async def test_retry_after_of_refusals_and_overloads(site: AiProviderSite, dialect: DialectName, status: int) -> None:
    """Retry-After is read from every response that may have it."""
    site.script(default=Behaviour(status=status, retry_after="11"))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        for call in (collect, complete):
            result = await call(provider)
            assert result.failure is not None
            assert result.failure.retry_after == 11


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("99999999", 3600.0),
        ("-5", None),
        ("soon", None),
        ("nan", None),
        ("1e9", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Jan 2026 12:00:30 GMT", None),
    ],
)
async def test_retry_after_of_any_text(site: AiProviderSite, header: str, seconds: float | None) -> None:
    """Seconds with and without a fraction, and dates, are read up to an hour; anything else is no wait."""
    site.script(Behaviour(status=429, retry_after=header))
    async with provider_at(site.base_url("openai"), "openai") as provider:
        result = await collect(provider)
    assert result.failure is not None
    assert result.failure.retry_after == seconds


@EVERY_DIALECT
@CALLS
async def test_retry_after_as_a_date(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """Retry-After may be a date, from which the seconds are counted."""
    site.script(Behaviour(status=429, retry_date=40.0))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert result.failure is not None
    assert result.failure.outcome is Outcome.RATE_LIMITED
    assert 30 < (result.failure.retry_after or 0) <= 40


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize("ending", ["silence", "hang"])
async def test_a_provider_that_sends_no_token(
    site: AiProviderSite, dialect: DialectName, call: Call, ending: str
) -> None:
    """A provider that sends nothing, or only headers, is given up in time, and its connection is closed."""
    site.script(Behaviour(ending=ending, after=0))  # type: ignore[arg-type]  # one of the endings
    async with provider_at(site.base_url(dialect), dialect, timeouts=HURRIED) as provider:
        result = await call(provider)
        assert (result.outcome, result.text) == (Outcome.TIMEOUT, "")
        assert (await site.wait_for_end()).end == "disconnected"


@EVERY_DIALECT
async def test_comments_are_no_tokens(site: AiProviderSite, dialect: DialectName) -> None:
    """A provider that only keeps its connection alive is given up like a silent one."""
    site.script(Behaviour(ending="hang", after=0, comments=True))
    async with provider_at(site.base_url(dialect), dialect, timeouts=HURRIED) as provider:
        assert (await collect(provider)).outcome is Outcome.TIMEOUT


@EVERY_DIALECT
async def test_a_stream_that_stops(site: AiProviderSite, dialect: DialectName) -> None:
    """A stream that stops between two tokens times out; the text until then has been passed on."""
    site.script(Behaviour(tokens=9, ending="hang", after=3))
    async with provider_at(site.base_url(dialect), dialect, timeouts=HURRIED) as provider:
        result = await collect(provider)
    assert (result.outcome, result.text) == (Outcome.TIMEOUT, "word1 word2 word3 ")


@EVERY_DIALECT
async def test_a_slow_stream(site: AiProviderSite, dialect: DialectName) -> None:
    """A slow answer may take longer than any time-out, as long as tokens go on coming."""
    site.script(Behaviour(tokens=8, first_delay=0.2, delay=0.1))
    timeouts = AnswerTimeouts(first_token=0.6, stall=0.6)
    async with provider_at(site.base_url(dialect), dialect, timeouts=timeouts) as provider:
        result = await collect(provider)
    assert (result.outcome, result.pieces) == (Outcome.OK, 8)


@EVERY_DIALECT
async def test_a_slow_complete_answer(site: AiProviderSite, dialect: DialectName) -> None:
    """An answer that is not streamed may take four times as long as a first token."""
    site.script(Behaviour(tokens=5, delay=0.1))
    async with provider_at(
        site.base_url(dialect), dialect, timeouts=AnswerTimeouts(first_token=0.4, stall=9)
    ) as provider:
        assert (await complete(provider)).outcome is Outcome.OK


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize("after", [1, 5, 50, 500])
async def test_a_broken_connection(site: AiProviderSite, dialect: DialectName, call: Call, after: int) -> None:
    """A connection that breaks within the answer is lost; a stream has passed on all tokens until then."""
    site.script(Behaviour(tokens=501, ending="cut", after=after))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert result.outcome is Outcome.CONNECTION_LOST
    assert result.pieces == (after if call is collect else 0)


@EVERY_DIALECT
@pytest.mark.parametrize("after", [0, 1, 5, 50, 500])
async def test_a_stream_without_a_finish_marker(site: AiProviderSite, dialect: DialectName, after: int) -> None:
    """A stream that is closed cleanly without a finish marker is incomplete, however much of it has arrived."""
    site.script(Behaviour(tokens=500, ending="close", after=after))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await collect(provider)
    assert (result.outcome, result.pieces) == (Outcome.INCOMPLETE, after)


@EVERY_DIALECT
async def test_a_complete_answer_that_ends_early(site: AiProviderSite, dialect: DialectName) -> None:
    """Half of an answer that is closed cleanly is no answer."""
    site.script(Behaviour(tokens=50, ending="close"))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        assert (await complete(provider)).outcome is Outcome.BAD_ANSWER


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize("ending", ["malformed", "html"])
async def test_answers_that_are_no_json(site: AiProviderSite, dialect: DialectName, call: Call, ending: str) -> None:
    """Malformed JSON and web pages are bad answers, with status 200, too."""
    site.script(Behaviour(tokens=5, ending=ending))  # type: ignore[arg-type]  # one of the endings
    async with provider_at(site.base_url(dialect), dialect) as provider:
        assert (await call(provider)).outcome is Outcome.BAD_ANSWER


@EVERY_DIALECT
@CALLS
async def test_a_content_filter(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """An answer that the content filter stops is filtered, and its tokens are counted."""
    site.script(Behaviour(tokens=3, ending="filter"))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider)
    assert (result.outcome, result.usage) == (Outcome.FILTERED, FILTER_TOKENS)


@EVERY_DIALECT
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.AUTH_FAILED), (429, Outcome.RATE_LIMITED), (500, Outcome.SERVER_ERROR),
        (529, Outcome.SERVER_ERROR), (400, Outcome.BAD_ANSWER),
    ],
)  # fmt: skip
async def test_an_error_within_a_stream(
    site: AiProviderSite, dialect: DialectName, status: int, outcome: Outcome
) -> None:
    """An error event has the outcome of the status that it stands for."""
    site.script(Behaviour(tokens=2, ending="error", error_status=status))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await collect(provider)
    assert (result.outcome, result.pieces) == (outcome, 2)


@EVERY_DIALECT
@CALLS
async def test_nobody_listens(dialect: DialectName, call: Call) -> None:
    """A refused connection is a lost one."""
    async with provider_at(f"http://127.0.0.1:{free_port()}/v1", dialect) as provider:
        result = await call(provider)
    assert result.outcome is Outcome.CONNECTION_LOST
    assert "127.0.0.1" not in str(result.failure)


@EVERY_DIALECT
async def test_failures_open_no_circuit(site: AiProviderSite, dialect: DialectName) -> None:
    """However often a provider fails, its next call is sent: the breaker is kept elsewhere."""
    site.script(default=Behaviour(status=500))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        for _ in range(8):
            assert (await collect(provider)).outcome is Outcome.SERVER_ERROR
        site.script(default=Behaviour(tokens=1))
        assert (await collect(provider)).outcome is Outcome.OK
    assert len(site.requests()) == 9


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize("key", ["key\nwith: header", "schl\u00fcssel", "\0"])
async def test_keys_that_cannot_be_sent(site: AiProviderSite, dialect: DialectName, call: Call, key: str) -> None:
    """A key that cannot stand in a header fails like a refused one, and nothing is sent."""
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider, QUESTION, key=key)
    assert result.outcome is Outcome.AUTH_FAILED
    assert not site.requests()


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(status=401), Behaviour(status=500), Behaviour(tokens=1, ending="cut"),
        Behaviour(tokens=1, ending="error"), Behaviour(tokens=1, ending="malformed"),
    ],
    ids=["401", "500", "cut", "error", "malformed"],
)  # fmt: skip
async def test_failures_tell_no_secrets(
    site: AiProviderSite, dialect: DialectName, call: Call, behaviour: Behaviour
) -> None:
    """Neither a failure nor what it was caused by has the key, the address or a word that the provider wrote."""
    site.script(behaviour)
    async with provider_at(site.base_url(dialect), dialect) as provider:
        failure = (await call(provider)).failure
    assert failure is not None
    chain: list[BaseException] = [failure]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    texts = " ".join(f"{error!r} {vars(error)}" for error in chain)
    for secret in (KEY, "127.0.0.1", "Incorrect API key", "had an error while", "broken", "word1"):
        assert secret not in texts

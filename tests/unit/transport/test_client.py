"""What a request may meet on its way, against a server that answers scripted bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from baasctl.model.errors import AuthFailed, RateLimited, Unavailable, UnexpectedAnswer
from baasctl.transport import RateLimits, RetryPolicy, TokenBucket, Transport
from tests.unit.transport.conftest import ScriptedServer, Waits

Connect = Callable[..., Transport]
SECRET = "sbp_0123456789"


def test_an_answer_carries_status_headers_and_json(server: ScriptedServer, connect: Connect) -> None:
    """A complete answer is handed over as it is; header names are lower case."""
    server.answer(body=b'{"a": [1, true, null]}', X_Extra="yes")
    response = connect().request("GET", "/v1/things", query={"reveal": True, "page": 2})
    assert (response.status, response.headers["x-extra"], response.json()) == (200, "yes", {"a": [1, True, None]})
    assert server.requests[0].startswith("GET /v1/things?reveal=true&page=2 HTTP/1.1\r\n")


def test_json_is_sent_as_json(server: ScriptedServer, connect: Connect) -> None:
    """A JSON body carries its content type; null is a body, too."""
    server.answer(201)
    server.answer(201)
    transport = connect()
    transport.request("POST", "/things", json={"name": "ü"})
    transport.request("POST", "/things", json=None)
    assert [text.rpartition("\r\n\r\n")[2] for text in server.requests] == ['{"name": "\\u00fc"}', "null"]
    assert all("content-type: application/json" in text for text in server.requests)


def test_a_client_error_is_the_providers_business(server: ScriptedServer, connect: Connect) -> None:
    """A 4xx other than 429 is returned, so that the provider's table can say what it means."""
    server.answer(404, b'{"message": "no"}')
    assert connect().request("GET", "/gone").status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_failing_server_is_asked_again_when_that_does_no_harm(
    method: str, server: ScriptedServer, connect: Connect, waits: Waits
) -> None:
    """5xx answers to idempotent methods are tried again after growing waits."""
    for status in (500, 503, 200):
        server.answer(status)
    transport = connect()
    assert transport.request(method, "/x").status == 200
    assert (waits.taken, transport.calls) == ([0.25, 0.5], 3)


@pytest.mark.parametrize("failure", [500, 503, None])
def test_a_post_is_never_sent_twice_after_it_may_have_been_carried_out(
    failure: int | None, server: ScriptedServer, connect: Connect
) -> None:
    """A 5xx or a dropped connection ends a POST, and the message says that its fate is unknown."""
    if failure:
        server.answer(failure)
    with pytest.raises(Unavailable, match="may or may not have been carried out"):
        connect().request("POST", "/x", json={})
    assert len(server.requests) == 1


def test_a_post_that_is_said_to_be_idempotent_is_tried_again(server: ScriptedServer, connect: Connect) -> None:
    """The caller knows better than the method."""
    server.answer(502)
    server.answer(201)
    assert connect().request("POST", "/x", json={}, idempotent=True).status == 201


def test_a_rate_limit_is_waited_out_in_full_for_every_method(
    server: ScriptedServer, connect: Connect, waits: Waits
) -> None:
    """After a 429 the longer of retry-after and x-ratelimit-reset passes before the next try."""
    server.answer(429, retry_after=7, x_ratelimit_reset=31)
    server.answer(201)
    assert connect().request("POST", "/x", json={}).status == 201
    assert waits.taken == [31.0]


def test_a_rate_limit_beyond_the_bound_is_reported_with_its_wait(server: ScriptedServer, connect: Connect) -> None:
    """A wait longer than the policy allows is not begun; the error carries what was asked."""
    server.answer(429, retry_after=30)
    server.answer(429, retry_after=300)
    with pytest.raises(RateLimited) as raised:
        connect().request("GET", "/x")
    assert raised.value.retry_after_s == 300
    assert "2 tries and 30.0 s of waiting" in str(raised.value)
    assert "asks to wait 300 s more, baasctl waits at most 120 s" in str(raised.value)


def test_a_429_tells_its_wait_in_its_body_too(server: ScriptedServer, connect: Connect, waits: Waits) -> None:
    """Providers that send no header say there for how long, and of what there is too much."""
    for _ in range(2):
        server.answer(429, b'{"error": {"message": "write requests per minute", "wait": 20}}')
    with pytest.raises(RateLimited, match="429: 'write requests per minute'"):
        connect(wait_of=lambda _: 20.0, policy=RetryPolicy(tries=2)).request("GET", "/x")
    assert waits.taken == [20.0]


def test_a_429_closes_the_bucket_for_everybody(server: ScriptedServer, connect: Connect, waits: Waits) -> None:
    """All requests of one credential wait when one was told to wait."""
    bucket = TokenBucket(capacity=100, per_s=60, clock=waits.clock)
    server.answer(429, retry_after=9)
    with pytest.raises(RateLimited):
        connect(limiter=bucket, policy=RetryPolicy(tries=1)).request("GET", "/x")
    server.answer()
    connect(limiter=bucket).request("GET", "/y")
    assert waits.taken == [9.0]


def test_a_server_that_stays_down_is_unavailable_and_quoted(server: ScriptedServer, connect: Connect) -> None:
    """After the last try the message names request, tries, waits and the server's own words."""
    for _ in range(6):
        server.answer(503, b'{"message": "maintenance\\nuntil noon"}')
    with pytest.raises(Unavailable, match=r"failed after 6 tries and 7\.8 s of waiting") as raised:
        connect().request("GET", "/x", query={"token": SECRET})
    assert r"503: 'maintenance\nuntil noon'" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_nobody_listening_is_tried_again_even_for_a_post(connect: Connect, waits: Waits) -> None:
    """A refused connection cannot have carried anything out."""
    with pytest.raises(Unavailable, match="no connection could be made") as raised:
        connect(base_url="http://127.0.0.1:9").request("POST", "/x", json={})
    assert len(waits.taken) == 5
    assert "run the command again later" in str(raised.value)


def test_a_truncated_answer_is_never_taken_for_a_whole_one(server: ScriptedServer, connect: Connect) -> None:
    """Fewer bytes than announced are an error after all tries, also with chunks."""
    whole = b'{"policies": []}'
    server.answer(200, whole, content_length=len(whole) + 1)
    server.script.append([b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n" + whole + b"\r\n"])
    with pytest.raises(Unavailable, match="ended before its announced length"):
        connect(policy=RetryPolicy(tries=1)).request("GET", "/x")
    with pytest.raises(Unavailable, match=r"ended before its announced length|dropped"):
        connect(policy=RetryPolicy(tries=1)).request("GET", "/x")


def test_an_answer_that_trickles_in_is_given_up(server: ScriptedServer, connect: Connect) -> None:
    """The time limit is for the whole answer: a byte now and then does not extend it."""
    server.script.append([b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n", *[b" "] * 20])
    with pytest.raises(Unavailable, match=r"no complete answer within 0\.3 s"):
        connect(policy=RetryPolicy(tries=1)).request("GET", "/x", timeout_s=0.3)


def test_a_server_that_never_answers_is_given_up(server: ScriptedServer, connect: Connect) -> None:
    """Silence is as bad as a trickle."""
    server.script.append([b"", *[b""] * 20])
    with pytest.raises(Unavailable, match=r"no complete answer within 0\.3 s"):
        connect(policy=RetryPolicy(tries=1), timeout_s=0.3).request("GET", "/x")


def test_words_of_a_failing_server_are_quoted_only_when_they_are_words(
    server: ScriptedServer, connect: Connect
) -> None:
    """An error page, or a message that is no text, is left out."""
    for body in (b"<html>oops</html>", b'{"message": {"text": "oops"}}'):
        server.answer(501, body)
        with pytest.raises(Unavailable) as raised:
            connect().request("POST", "/x", json={})
        assert "the provider answered 501\n" in str(raised.value)


def test_success_is_2xx(server: ScriptedServer, connect: Connect) -> None:
    """Providers ask before they decode."""
    server.answer(201)
    server.answer(400)
    assert [connect().request("POST", "/x", json={}).is_success for _ in range(2)] == [True, False]


def test_a_truncated_answer_is_fetched_again(server: ScriptedServer, connect: Connect) -> None:
    """A read that broke off is repeated and succeeds."""
    server.answer(200, b"{}", content_length=9)
    server.answer(200, b'{"whole": true}')
    assert connect().request("GET", "/x").json() == {"whole": True}


@pytest.mark.parametrize("compress", [False, True])
def test_an_answer_beyond_the_limit_is_refused(compress: bool, server: ScriptedServer, connect: Connect) -> None:
    """The limit counts bytes after decompression and is named."""
    body = b"x" * 5000
    if compress:
        server.answer(200, gzip.compress(body), content_encoding="gzip")
    else:
        server.answer(200, body)
    with pytest.raises(UnexpectedAnswer, match="more than 4096 bytes"):
        connect(response_limit_bytes=4096).request("GET", "/x")


def test_compressed_answers_are_read(server: ScriptedServer, connect: Connect) -> None:
    """A gzip answer within the limit is decompressed."""
    server.answer(200, gzip.compress(b'{"a": 1}'), content_encoding="gzip")
    assert connect().request("GET", "/x").json() == {"a": 1}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the body is empty"),
        (b'{"a": ', "line 1, column 7"),
        (b"<html>", "Expecting value"),
        (b'"\xe9"', "UTF-8"),
        (b"NaN", "a number that JSON does not have"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 5000, "too long to read"),
    ],
)
def test_garbage_is_named_but_not_shown(body: bytes, problem: str, server: ScriptedServer, connect: Connect) -> None:
    """What is not JSON raises UnexpectedAnswer with its place, never with its text."""
    server.answer(200, body)
    response = connect().request("GET", "/x")
    with pytest.raises(UnexpectedAnswer, match=problem) as raised:
        response.json()
    assert "html" not in str(raised.value)


def test_another_json_type_than_documented_is_an_error(server: ScriptedServer, connect: Connect) -> None:
    """An array where an object is due, and the reverse, are named."""
    server.answer(200, b"[]")
    response = connect().request("GET", "/x")
    assert response.json_array() == []
    with pytest.raises(UnexpectedAnswer, match="the answer is an array"):
        response.json_object()
    server.answer(200, b"7")
    with pytest.raises(UnexpectedAnswer, match="the answer is a number"):
        connect().request("GET", "/x").json_array()


def test_a_redirect_is_not_followed(server: ScriptedServer, connect: Connect) -> None:
    """The credential stays with the host it was meant for."""
    server.answer(302, location="https://evil.example/steal?x=1")
    with pytest.raises(UnexpectedAnswer, match=r"points to `evil\.example`"):
        connect(headers=lambda: {"authorization": SECRET}).request("GET", "/x")
    assert len(server.requests) == 1


@pytest.mark.parametrize("value", [f"{SECRET}\n", f"{SECRET}\r\nhost: x", f" {SECRET}", f"{SECRET}é", f"{SECRET}\0"])
def test_a_credential_that_no_header_can_carry_is_not_shown(value: str, connect: Connect) -> None:
    """The message says what to look for, not what was found."""
    with pytest.raises(AuthFailed, match="stray line break") as raised:
        connect(headers=lambda: {"authorization": value}).request("GET", "/x")
    assert SECRET not in str(raised.value)
    assert raised.value.exit_code == 3


def test_the_credential_is_asked_for_at_each_try(server: ScriptedServer, connect: Connect) -> None:
    """A token that was renewed while waiting is used."""
    tokens = iter(["one", "two"])
    server.answer(500)
    server.answer(200)
    connect(headers=lambda: {"authorization": next(tokens)}).request("GET", "/x")
    assert ["authorization: two" in text.lower() for text in server.requests] == [False, True]


def test_an_answer_shows_neither_its_body_nor_its_headers(server: ScriptedServer, connect: Connect) -> None:
    """`repr` of an answer can be logged."""
    server.answer(200, SECRET.encode(), x_secret=SECRET)
    response = connect().request("GET", "/x")
    assert repr(response) == "Response(request='GET /x', status=200)"


def test_calls_and_bytes_are_counted(server: ScriptedServer, connect: Connect) -> None:
    """The figures in a plan's first line come from here, tries included."""
    server.answer(500)
    server.answer(200, b"12345")
    transport = connect()
    transport.request("PUT", "/x", body=b"abc", content_type="text/plain")
    assert (transport.calls, transport.bytes_sent, transport.bytes_received) == (2, 6, 7)


def test_a_path_is_put_behind_the_path_of_the_api(server: ScriptedServer, connect: Connect) -> None:
    """An address with a path is a prefix; a path without a slash is a mistake in baasctl."""
    server.answer()
    transport = connect(base_url=f"{server.url}/identitytoolkit.googleapis.com/")
    transport.request("GET", "/v2/projects")
    assert server.requests[0].startswith("GET /identitytoolkit.googleapis.com/v2/projects ")
    with pytest.raises(ValueError, match="starts with /"):
        transport.request("GET", "v2")


def test_buckets_are_shared_by_key(waits: Waits) -> None:
    """One credential has one bucket a scope, whoever asks first."""
    limits = RateLimits(waits.clock)
    bucket = limits.bucket("supabase", "token", "all", capacity=2, per_s=4)
    assert limits.bucket("supabase", "token", "all", capacity=9, per_s=1) is bucket
    assert limits.bucket("supabase", "other", "all", capacity=2, per_s=4) is not bucket
    for _ in range(4):
        bucket.acquire(waits.pause)
    assert waits.taken == [2.0, 2.0]

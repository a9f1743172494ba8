"""Who we are shows no secret, and goes nowhere it should not."""

import pytest

from desktop.domain.account import (
    DEFAULT_ENDPOINT,
    AccessToken,
    Account,
    Password,
    endpoint_problem,
)

LOGIN = Password(username="ane", apikey="api-secret", password="pass-secret")


def test_no_secret_is_in_a_repr() -> None:
    by_password = Account(contract="4242", login=LOGIN, proxy="http://u:proxy-secret@p")
    by_token = Account(contract="4242", login=AccessToken(token="token-secret"))

    assert "secret" not in repr(by_password) + repr(by_token)
    assert "ane" in repr(by_password)


def test_what_tells_accounts_apart() -> None:
    account = Account(contract="4242", login=LOGIN)
    new_password = Account(
        contract="4242", login=Password(username="ane", apikey="", password="other")
    )
    by_token = Account(contract="4242", login=AccessToken(token="t", name="app"))

    assert account.key == new_password.key == f"{DEFAULT_ENDPOINT}|4242|ane"
    named_like_the_user = Account(contract="4242", login=AccessToken(token="t", name="ane"))
    assert by_token.user == "app"
    assert len({by_token.key, named_like_the_user.key, account.key}) == 3


@pytest.mark.parametrize(
    "endpoint",
    [
        DEFAULT_ENDPOINT,
        "https://æø.dk/api",
        "http://127.0.0.1:8080/api/endpoint.php",
        "http://LOCALHOST/",
        "http://[::1]:80/x",
    ],
)
def test_where_requests_may_go(endpoint: str) -> None:
    assert endpoint_problem(endpoint) is None


@pytest.mark.parametrize(
    ("endpoint", "problem"),
    [
        ("", "scheme"),
        ("system.microbizz.dk", "scheme"),
        ("ftp://system.microbizz.dk/", "scheme"),
        ("https://", "host"),
        ("https:///api", "host"),
        ("http://[::1", "host"),
        ("http://localhost:99999/", "host"),
        ("http://127.0.0.1:80\\.example.org/", "host"),
        ("https://ane:secret@example.org/", "host"),
        ("http://127.0.0.1@example.org/", "host"),
        ("http://system.microbizz.dk/", "insecure"),
        ("http://127.0.0.1.example.org/", "insecure"),
        ("http://localhost.example.org/", "insecure"),
    ],
)
def test_where_they_may_not(endpoint: str, problem: str) -> None:
    assert endpoint_problem(endpoint) == problem

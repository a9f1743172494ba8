"""TLS is spoken with whom the system trusts, and nobody else."""

import asyncio
import ssl
from pathlib import Path

import pytest
import truststore

from desktop.domain.errors import Unreachable
from desktop.microbizz import Client, Options
from desktop.microbizz.trust import no_trust, system_trust
from tests.helpers.raw_server import RawServer, answering


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_systems_with_a_store_of_their_own_are_asked(platform: str) -> None:
    assert isinstance(system_trust(platform), truststore.SSLContext)


def test_elsewhere_the_bundle_is_loaded_once() -> None:
    context = system_trust("linux")

    assert not isinstance(context, truststore.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_nobody_is_trusted_where_no_tls_is_spoken() -> None:
    context = no_trust()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.cert_store_stats()["x509_ca"] == 0


@pytest.fixture
def no_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An OpenSSL that finds no certificates by itself."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))


@pytest.mark.usefixtures("no_defaults")
def test_a_bundle_openssl_does_not_know_is_found(certificate: Path, tmp_path: Path) -> None:
    found = system_trust("linux", [str(tmp_path / "none"), str(certificate)])
    missed = system_trust("linux", [str(tmp_path / "none")])

    assert found.cert_store_stats()["x509_ca"] == 1
    assert missed.cert_store_stats()["x509_ca"] == 0


def hello_over_tls(certificate: Path) -> str:
    async def run() -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        raw = RawServer(0, [answering(answer="hej")])
        server = await asyncio.start_server(raw._serve, "127.0.0.1", 0, ssl=context)
        async with server:
            port = server.sockets[0].getsockname()[1]
            account = raw.account(endpoint=f"https://127.0.0.1:{port}/")
            async with Client(account, options=Options(retries=0)) as client:
                return await client.echo("hej")

    return asyncio.run(run())


def test_a_stranger_is_not_spoken_to(certificate: Path) -> None:
    with pytest.raises(Unreachable) as error:
        hello_over_tls(certificate)

    assert "CERTIFICATE_VERIFY_FAILED" in error.value.reason
    assert not error.value.may_have_run


def test_whom_the_system_trusts_is(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert hello_over_tls(certificate) == "hej"

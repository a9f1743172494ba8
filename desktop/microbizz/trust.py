"""Which certificates are trusted: the system's, loaded once and never while a window waits."""

import ssl
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep them; an OpenSSL that came with the program does not know."""


def system_trust(platform: str = sys.platform, bundles: Iterable[str] = _BUNDLES) -> ssl.SSLContext:
    """A context that trusts what the system does; takes some 30 ms, so call it in a thread."""
    if platform in {"darwin", "win32"}:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # truststore would load the whole bundle anew for each connection here, on the loop's thread.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    if not context.cert_store_stats()["x509_ca"]:
        found = next((bundle for bundle in bundles if Path(bundle).is_file()), None)
        if found:
            context.load_verify_locations(cafile=found)
    return context


def no_trust() -> ssl.SSLContext:
    """A context that trusts nobody, for where no TLS is spoken."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

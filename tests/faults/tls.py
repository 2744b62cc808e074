"""Certificates for the fault server: one that is right, and one for each way of being wrong."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import trustme

_NAMES = ("127.0.0.1", "localhost")
_EXPIRED_AT = datetime(2020, 1, 1, tzinfo=UTC)


class Certificates(NamedTuple):
    """What a server may show; every one but `good` must be refused by a client that trusts `ca_file` alone."""

    ca_file: Path
    """The authority in PEM, as for `SSL_CERT_FILE`."""
    good: ssl.SSLContext
    wrong_host: ssl.SSLContext
    expired: ssl.SSLContext
    self_signed: ssl.SSLContext
    unknown_ca: ssl.SSLContext

    @property
    def wrong(self) -> dict[str, ssl.SSLContext]:
        """Return those that must be refused, by what is wrong with them."""
        names = ("wrong_host", "expired", "self_signed", "unknown_ca")
        return {name: getattr(self, name) for name in names}


def make_certificates(folder: Path) -> Certificates:
    """Make an authority and its certificates for 127.0.0.1 and localhost; its PEM is written into `folder`."""
    authority, stranger = trustme.CA(), trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return Certificates(
        ca_file=ca_file,
        good=_issued(authority.issue_cert(*_NAMES)),
        wrong_host=_issued(authority.issue_cert("elsewhere.test")),
        expired=_issued(authority.issue_cert(*_NAMES, not_after=_EXPIRED_AT)),
        self_signed=_self_signed(stranger, folder),
        unknown_ca=_issued(stranger.issue_cert(*_NAMES)),
    )


def _issued(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def _self_signed(authority: trustme.CA, folder: Path) -> ssl.SSLContext:
    """Return a context that shows the authority's own certificate, which nobody else has signed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    pem = folder / "self-signed.pem"
    pem.write_bytes(authority.cert_pem.bytes() + authority.private_key_pem.bytes())
    context.load_cert_chain(pem)
    return context

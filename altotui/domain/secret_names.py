"""Names of properties whose values are secrets: what stands behind them is masked wherever it is shown or written.

They are those of `data/safety.json` (routeros.md 3.4) and more; whatever could be one counts as one.
"""

from __future__ import annotations

from collections.abc import Set

MASK = "***"
SECRET_NAMES = frozenset(
    {
        *("auth-key", "authentication-key", "authentication-password", "cak", "challenge-password"),
        *("community", "connection-request-password", "eap-password", "enc-key", "encryption-key"),
        *("encryption-password", "export-passphrase", "ipsec-secret", "key", "key-passphrase", "key-val"),
        *("mac-auth-password", "management-protection-key", "mschapv2-password", "nv2-preshared-key"),
        *("nvme-password", "otp-secret", "passphrase", "passwd", "password", "pin", "ppk-secret"),
        *("pre-shared-key", "preshared-key", "private-key", "private-passphrase", "psk"),
        *("secret", "secrets", "shared-secret"),
        *("sim-pin", "smb-password", "sshfs-password", "static-key-0", "static-key-1", "static-key-2"),
        *("static-key-3", "supplicant-identity-password", "tcp-md5-key", "token", "trap-community"),
        *("vpn-private-key", "wpa-pre-shared-key", "wpa2-pre-shared-key"),
    }
)
"""Names of properties whose values are secret, on any menu."""
_SECRET_ENDS = ("password", "passphrase", "passwd", "secret", "-key", "-pin", "-psk", "-token")
_PUBLIC_END = "public-key"
_ABBREVIATED = ("password", "passphrase", "secret", "pre-shared-key", "preshared-key", "private-key")
"""RouterOS takes the start of a name for the name."""
_MIN_ABBREVIATION_CHARS = 3


def is_secret_name(name: str, secret_names: Set[str] = SECRET_NAMES) -> bool:
    """Return whether the value of the property `name` is secret; in any case, with `_` for `-`, or abbreviated."""
    plain = name.casefold().replace("_", "-").rpartition(".")[2]
    if plain in secret_names:
        return True
    if plain.endswith(_PUBLIC_END):
        return False
    is_start = len(plain) >= _MIN_ABBREVIATION_CHARS and any(full.startswith(plain) for full in _ABBREVIATED)
    return is_start or plain.endswith(_SECRET_ENDS)

"""What simulated routers are made of: models by role, and the RouterOS versions they run."""

from __future__ import annotations

from altotui.domain.frozen import Frozen
from altotui.simulator.seeded import by_byte

_MIB = 1 << 20
_GIB = 1 << 30


class Model(Frozen):
    """A product, with the facts `/system/resource` would tell."""

    model: str
    """Product code, for example `RB5009UG+S+IN`."""
    board: str
    architecture: str
    cpu_count: int
    memory_bytes: int
    disk_bytes: int


_RB5009 = Model("RB5009UG+S+IN", "RB5009", "arm64", 4, _GIB, _GIB)
_RB4011 = Model("RB4011iGS+RM", "RB4011iGS+", "arm", 4, _GIB, 512 * _MIB)
_L009 = Model("L009UiGS-RM", "L009UiGS", "arm", 2, 512 * _MIB, 128 * _MIB)
_HEX = Model("RB750Gr3", "hEX", "mmips", 4, 256 * _MIB, 16 * _MIB)
_HEX_S = Model("RB760iGS", "hEX S", "mmips", 4, 256 * _MIB, 16 * _MIB)
_HAP_AC2 = Model("RBD52G-5HacD2HnD", "hAP ac^2", "arm", 4, 128 * _MIB, 16 * _MIB)
_HAP_AX2 = Model("C52iG-5HaxD2HaxD", "hAP ax^2", "arm64", 4, _GIB, 128 * _MIB)
_HAP_AX3 = Model("C53UiG+5HPaxD2HPaxD", "hAP ax^3", "arm64", 4, _GIB, 128 * _MIB)
_RB951 = Model("RB951Ui-2HnD", "RB951Ui-2HnD", "mipsbe", 1, 128 * _MIB, 128 * _MIB)
_RB2011 = Model("RB2011UiAS-RM", "RB2011UiAS", "mipsbe", 1, 128 * _MIB, 128 * _MIB)
_LTAP = Model("RB912R-2nD-LTm", "LtAP mini", "mipsbe", 1, 64 * _MIB, 16 * _MIB)
_NETMETAL = Model("RB922UAGS-5HPacD", "NetMetal 5", "mipsbe", 1, 128 * _MIB, 128 * _MIB)
_RB1100 = Model("RB1100Dx4", "RB1100AHx4", "arm", 4, _GIB, 128 * _MIB)
_CCR2004 = Model("CCR2004-16G-2S+", "CCR2004", "arm64", 4, 4 * _GIB, 128 * _MIB)
_CCR2116 = Model("CCR2116-12G-4S+", "CCR2116", "arm64", 16, 16 * _GIB, 128 * _MIB)
_CCR1036 = Model("CCR1036-8G-2S+", "CCR1036", "tile", 36, 4 * _GIB, _GIB)
_CHR = Model("CHR", "CHR", "x86_64", 2, _GIB, 256 * _MIB)

ROLE_BY_BYTE = by_byte(
    (
        ("branch", 50),
        ("depot", 13),
        ("kiosk", 12),
        ("tower", 10),
        ("edge", 8),
        ("lab", 4),
        ("core", 3),
    )
)
"""A random byte picks a role."""

MODEL_BY_BYTE = {
    "core": by_byte(((_CCR2004, 5), (_CCR2116, 4), (_CCR1036, 2))),
    "edge": by_byte(((_RB5009, 5), (_CCR2004, 2), (_RB4011, 3), (_RB1100, 2), (_CHR, 1))),
    "branch": by_byte(((_HEX, 4), (_HEX_S, 3), (_RB5009, 3), (_L009, 3), (_HAP_AX3, 2), (_RB2011, 2))),
    "depot": by_byte(((_L009, 4), (_RB2011, 3), (_HEX_S, 3), (_RB4011, 2))),
    "kiosk": by_byte(((_HAP_AC2, 4), (_HAP_AX2, 4), (_LTAP, 2), (_RB951, 2))),
    "tower": by_byte(((_NETMETAL, 5), (_RB5009, 2), (_HEX_S, 2), (_RB1100, 1))),
    "lab": by_byte(((_CHR, 5), (_RB5009, 2), (_HAP_AX2, 2))),
}
"""Per role, a random byte picks a model."""

VERSION_BY_BYTE = by_byte(
    (
        ("7.19.4", 32),
        ("7.16.2", 24),
        ("7.21.4", 14),
        ("7.18.2", 6),
        ("7.15.3", 5),
        ("7.20.6", 4),
        ("7.17.2", 4),
        ("7.14.3", 3),
        ("7.12.1", 3),
        ("7.13.5", 2),
        ("7.11.3", 1),
        ("7.10.2", 1),
        ("7.8", 1),
    )
)
"""A random byte picks a version of RouterOS 7."""

OLD_VERSION_BY_BYTE = by_byte((("6.49.17", 4), ("6.49.13", 5), ("6.49.10", 3), ("6.48.7", 1)))
"""What small mipsbe boards that were never moved to RouterOS 7 run."""

LAB_VERSION_BY_BYTE = by_byte((("7.20rc2", 4), ("7.22beta3", 2), ("7.21.4", 2), ("7.19.4", 2)))
"""What a lab tries."""

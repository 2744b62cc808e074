"""Every menu of the simulated RouterOS, one module per area."""

from altotui.simulator.routeros.menus import (
    automation,
    connections,
    dhcp,
    firewall,
    interfaces,
    ip,
    links,
    logs,
    neighbours,
    packages,
    routing,
    services,
    system,
    users,
    wireless,
)

ALL_MENUS = (
    *interfaces.MENUS,
    *links.MENUS,
    *wireless.MENUS,
    *ip.MENUS,
    *neighbours.MENUS,
    *dhcp.MENUS,
    *firewall.MENUS,
    *connections.MENUS,
    *routing.MENUS,
    *services.MENUS,
    *users.MENUS,
    *system.MENUS,
    *packages.MENUS,
    *automation.MENUS,
    *logs.MENUS,
)
"""All menus; a path occurs once."""

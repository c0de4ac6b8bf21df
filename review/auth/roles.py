"""Roles: each may do what the ones before it may."""

from __future__ import annotations

from typing import Final

VIEWER: Final = "viewer"
REVIEWER: Final = "reviewer"
EXPORTER: Final = "exporter"
ADMINISTRATOR: Final = "administrator"

ROLES: Final = (VIEWER, REVIEWER, EXPORTER, ADMINISTRATOR)
MAY: Final = {
    VIEWER: "read conversations and insight",
    REVIEWER: "also annotate, tag and mark as reviewed",
    EXPORTER: "also take data out: training proposals, tables, a person's own conversation",
    ADMINISTRATOR: "also manage people, erase, purge and read the log",
}


def allows(role: str, wanted: str) -> bool:
    """Whether somebody in `role` may do what needs `wanted`."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(wanted)

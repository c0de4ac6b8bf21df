"""Failures in the log: where and what kind, never what somebody typed."""

from __future__ import annotations


def without_values(error: BaseException) -> RuntimeError:
    """An error of the same name at the same place, without a message that may quote the user."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)

"""Rate limits of the doors: in one process' memory, or in Redis when several workers share them."""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter


class Limits:
    """Says whether somebody may go on, and if not, for how many seconds not."""

    def __init__(self, redis_url: str, messages_per_minute: int, sessions_per_minute: int) -> None:
        self._storage = storage_from_string(redis_url or "memory://")  # the limiter holds it only weakly
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._messages = RateLimitItemPerMinute(messages_per_minute, namespace="messages")
        self._sessions = RateLimitItemPerMinute(sessions_per_minute, namespace="sessions")

    def message(self, session_id: str) -> int:
        """Counts a message. Returns 0 if it may pass, else the seconds to wait."""
        return self._hit(self._messages, session_id)

    def session(self, address: str) -> int:
        """Counts a new session from an address. Returns 0 if it may pass, else the seconds to wait."""
        return self._hit(self._sessions, address)

    def _hit(self, item: RateLimitItemPerMinute, who: str) -> int:
        if self._limiter.hit(item, who):
            return 0
        reset, _ = self._limiter.get_window_stats(item, who)
        return max(1, int(reset - time.time()) + 1)

"""The parameters of the fair-share policy, with their defaults (policy.md)."""

from __future__ import annotations

from scheduler.domain.record import Record


class Policy(Record):
    """Effective parameters. Field names are the names users write under `policy:`; the comments give unit and form.

    Shares are permille (10 % is 100), durations minutes.
    """

    buffer: int = 100  # permille of each person and day that may not be signed away; written `10%`
    block_min: int = 60  # minutes; written `1h`
    default_notice: int = 2  # working days; written `2 working days`
    default_rush: int = 200  # permille of the weekly hours; written `20%`
    default_borrow: int = 250  # permille of the weekly hours; written `25%`
    walk_in_borrow: int = 240  # minutes; written `4h`
    min_weight: int = 120  # minutes; written `2h`
    slack_floor_days: int = 1  # working days; written `1`
    slack_floor_share: int = 150  # permille of the window's working minutes; written `15%`
    freeze_days: int = 2  # working days; written `2`
    half_life_weeks: int = 4  # weeks; written `4`
    regulatory_share: int = 200  # permille of the own hours of a calendar month; written `20%`
    repay_weeks: int = 4  # weeks; written `4`
    credit_weeks: int = 8  # weeks; written `8`
    quote_expiry_hours: int = 24  # hours; written `24`
    round_at: str = "16:00"  # clock time of the workspace's zone

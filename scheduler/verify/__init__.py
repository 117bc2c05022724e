"""The independent check of plans: written from the contract on exact minutes, without the engine's calendars or models."""

from scheduler.verify.objective import RecomputedLevel
from scheduler.verify.plan import CHECKS, CheckResult, check_plan

__all__ = ["CHECKS", "CheckResult", "RecomputedLevel", "check_plan"]

"""What a lead may try out before signing: another notice, cap, rush or buffer for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.domain.clients import Agreement
from scheduler.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Changes:
    """Parameters other than those that were agreed; None leaves what is written.

    Attributes
    ----------
    notice_working_days
        Of every agreement, at least 1.
    cap_minutes, cap_permille
        Most spare of a client in any five working days: as minutes, or as a share of its weekly hours.
    rush_permille
        Share of the weekly hours of each skill that stays claimable until the evening before.
    buffer_permille
        Share of each person's day that may not be signed away; blocks are laid anew under it.
    """

    notice_working_days: int | None = None
    cap_minutes: int | None = None
    cap_permille: int | None = None
    rush_permille: int | None = None
    buffer_permille: int | None = None

    def words(self) -> dict[str, str]:
        """Return what is changed, by parameter, as people write it."""
        said: dict[str, str] = {}
        if self.notice_working_days is not None:
            said["notice"] = f"{self.notice_working_days} working day{'s' * (self.notice_working_days != 1)}"
        if self.cap_minutes is not None:
            hours, minutes = divmod(self.cap_minutes, 60)
            said["cap"] = f"{hours}h{minutes}m" if minutes else f"{hours}h"
        for name, permille in (
            ("cap", self.cap_permille),
            ("rush", self.rush_permille),
            ("buffer", self.buffer_permille),
        ):
            if permille is not None:
                said[name] = f"{permille / 10:g}%"
        return said


def with_changes(workspace: Workspace, changes: Changes) -> Workspace:
    """Return the workspace with the changed parameters in its policy and in every agreement."""
    policy: dict[str, Any] = {}
    if changes.notice_working_days is not None:
        policy["default_notice"] = changes.notice_working_days
    if changes.cap_permille is not None:
        policy["default_borrow"] = changes.cap_permille
    if changes.rush_permille is not None:
        policy["default_rush"] = changes.rush_permille
    if changes.buffer_permille is not None:
        policy["buffer"] = changes.buffer_permille
    clients = tuple(
        client.model_copy(update={"agreements": tuple(_agreement(each, changes) for each in client.agreements)})
        for client in workspace.clients
    )
    return workspace.model_copy(update={"policy": workspace.policy.model_copy(update=policy), "clients": clients})


def _agreement(agreement: Agreement, changes: Changes) -> Agreement:
    update: dict[str, Any] = {}
    if changes.notice_working_days is not None:
        update["notice_working_days"] = changes.notice_working_days
    if changes.cap_minutes is not None or changes.cap_permille is not None:
        # Without minutes of its own an agreement takes the policy's share.
        update["borrow_minutes"] = changes.cap_minutes
    if changes.rush_permille is not None:
        update["rush"] = None
    return agreement.model_copy(update=update)


def without_client(workspace: Workspace, client: str) -> Workspace:
    """Return the workspace without a client, its agreement and its work."""
    return workspace.model_copy(
        update={
            "clients": tuple(each for each in workspace.clients if each.id != client),
            "tasks": tuple(task for task in workspace.tasks if task.client != client),
            "requests": tuple(request for request in workspace.requests if request.client != client),
        }
    )

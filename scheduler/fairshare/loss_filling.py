"""Losses shared exactly: one ratio for all, and where claims forbid it, the worst ratio first is made as small as it can be.

What clients can lose together is a polymatroid, so the leximin ratios are found by dividing (Fujishige 1980; Groenevelt 1991): give
everybody the common ratio; a maximum flow says which clients cannot lose as much as that. These lose all they can as a set, the others
the rest, and each side is shared by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from scheduler.fairshare.signing_flow import Network
from scheduler.units import ClientId

Exact = list[dict[ClientId, Fraction]]
"""Minutes by cell and client, exact."""


def even_losses(
    shorts: Sequence[int],
    claims: Sequence[Mapping[ClientId, int]],
    *,
    weights: Mapping[ClientId, int],
    offsets: Mapping[ClientId, Fraction],
) -> Exact:
    """Return exact losses whose ratios (total - offset) / weight are leximin, the largest compared first.

    Parameters
    ----------
    shorts
        Minutes to be lost by cell, at most the sum of its claims.
    claims
        The most each client can lose by cell, in minutes.
    weights
        By client, above 0.
    offsets
        Minutes by client that are taken off its total; 0 where it has none.

    Returns
    -------
    list of dict
        By cell, for every client with a claim there. The totals by client are unique; how one falls on several cells is not.
    """
    losses: Exact = [dict.fromkeys(claim, Fraction(0)) for claim in claims]
    everybody = sorted({client for claim in claims for client in claim})
    parts = [(everybody, list(shorts))]
    while parts:
        clients, left = parts.pop()
        total = sum(left)
        if not total:
            continue
        owed = {client: offsets.get(client, Fraction(0)) for client in clients}
        ratio = (total - sum(owed.values())) / Fraction(sum(weights[client] for client in clients))
        targets = {client: ratio * weights[client] + owed[client] for client in clients}
        bound = _fill(left, claims, targets=targets, losses=losses)
        if not bound:
            continue
        first = [
            min(short, sum(claim.get(client, 0) for client in bound)) for short, claim in zip(left, claims, strict=True)
        ]
        parts.append(([client for client in clients if client in bound], first))
        others = [client for client in clients if client not in bound]
        parts.append((others, [short - gone for short, gone in zip(left, first, strict=True)]))
    return losses


def _fill(
    shorts: Sequence[int],
    claims: Sequence[Mapping[ClientId, int]],
    *,
    targets: Mapping[ClientId, Fraction],
    losses: Exact,
) -> set[ClientId]:
    """Let every client lose its target, in `losses`; where that cannot be, return a set that cannot lose as much together.

    Of all sets it is one that falls short of its targets by most. It is never everybody, as the targets add up to the shorts.
    """
    scale = lcm(*(target.denominator for target in targets.values()))
    wishes = {client: max(0, int(target * scale)) for client, target in targets.items()}
    node_of = {client: number for number, client in enumerate(targets, start=2)}
    network = Network(2 + len(targets) + len(shorts))
    wanted = {
        client: network.add_arc(network.SOURCE, node, capacity=wishes[client]) for client, node in node_of.items()
    }
    taken: list[tuple[int, ClientId, int]] = []
    beyond: list[int] = []
    for number, (short, claim) in enumerate(zip(shorts, claims, strict=True)):
        cell_node = 2 + len(targets) + number
        network.add_arc(cell_node, network.SINK, capacity=short * scale)
        present = [client for client in claim if client in node_of] if short else []
        weight = sum(wishes[client] for client in present)
        for client in present:
            most = claim[client] * scale
            even = min(most, short * scale * wishes[client] // weight) if weight else 0
            taken.append((number, client, network.add_arc(node_of[client], cell_node, capacity=even)))
            beyond.append(most - even)
    # First so that nobody loses whole days while others lose none of them, as far as that goes; then to the full.
    network.saturate()
    for (_, _, arc), more in zip(taken, beyond, strict=True):
        network.left[arc] += more
    network.saturate()
    unmet = [node_of[client] for client, arc in wanted.items() if network.left[arc]]
    if unmet:
        reached = network.reach(unmet)
        return {client for client, node in node_of.items() if node in reached}
    for number, client, arc in taken:
        losses[number][client] = Fraction(network.flow_on(arc), scale)
    return set()

"""Maximum flow by Dinic's method, small: whole capacities, and runs that go on where capacity was taken away."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from copy import copy

UNLIMITED = 1 << 40
"""A capacity that no amount of minutes reaches."""


class Network:
    """Nodes from 0 on, arcs in pairs: arc `a` and its reverse `a ^ 1`.

    Parameters
    ----------
    nodes
        How many; node 0 is the source and node 1 the sink.
    """

    SOURCE = 0
    SINK = 1

    def __init__(self, nodes: int) -> None:
        self._arcs: list[list[int]] = [[] for _ in range(nodes)]
        self._heads: list[int] = []
        self.left: list[int] = []
        """What every arc still takes; of a reverse arc that is the flow."""

    def add_arc(self, tail: int, head: int, *, capacity: int) -> int:
        """Add an arc and return its number."""
        number = len(self._heads)
        self._arcs[tail].append(number)
        self._arcs[head].append(number + 1)
        self._heads += [head, tail]
        self.left += [capacity, 0]
        return number

    def flow_on(self, arc: int) -> int:
        """Return the flow on an arc."""
        return self.left[arc ^ 1]

    def saturate(self) -> int:
        """Augment until no more reaches the sink, from the flow that is there; return what was added."""
        total = 0
        while True:
            depth = self._depths()
            if depth[self.SINK] < 0:
                return total
            ahead = [0] * len(self._arcs)
            while pushed := self._push(depth, ahead):
                total += pushed

    def without(self, nodes: Collection[int]) -> Network:
        """Return a copy in which nothing leads to `nodes` any more; flow that went there has not left the source.

        For networks in which every way from the source to one of `nodes` has one node between.
        """
        other = copy(self)
        other.left = left = list(self.left)
        for node in nodes:
            for arc in self._arcs[node]:
                tail = self._heads[arc]
                if arc % 2 and tail not in nodes:
                    for back in self._arcs[tail]:
                        if self._heads[back] == self.SOURCE:
                            left[back] -= left[arc]
                            left[back ^ 1] += left[arc]
                left[arc] = left[arc ^ 1] = 0
        return other

    def reach(self, starts: Iterable[int]) -> set[int]:
        """Return the nodes that residual arcs lead to from `starts`, these included; never through source or sink."""
        seen = set(starts)
        queue = deque(seen)
        while queue:
            node = queue.popleft()
            for arc in self._arcs[node]:
                head = self._heads[arc]
                if self.left[arc] and head not in seen and head not in (self.SOURCE, self.SINK):
                    seen.add(head)
                    queue.append(head)
        return seen

    def _depths(self) -> list[int]:
        depth = [-1] * len(self._arcs)
        depth[self.SOURCE] = 0
        queue = deque([self.SOURCE])
        while queue:
            node = queue.popleft()
            for arc in self._arcs[node]:
                head = self._heads[arc]
                if self.left[arc] and depth[head] < 0:
                    depth[head] = depth[node] + 1
                    queue.append(head)
        return depth

    def _push(self, depth: list[int], ahead: list[int]) -> int:
        """Push along one shortest path, where there is one left; `ahead` remembers which arcs of a node are spent."""
        path: list[int] = []
        node = self.SOURCE
        while node != self.SINK:
            arcs = self._arcs[node]
            while ahead[node] < len(arcs):
                arc = arcs[ahead[node]]
                if self.left[arc] and depth[self._heads[arc]] == depth[node] + 1:
                    break
                ahead[node] += 1
            if ahead[node] < len(arcs):
                path.append(arcs[ahead[node]])
                node = self._heads[path[-1]]
            elif path:
                node = self._heads[path.pop() ^ 1]
                ahead[node] += 1
            else:
                return 0
        pushed = min(self.left[arc] for arc in path)
        for arc in path:
            self.left[arc] -= pushed
            self.left[arc ^ 1] += pushed
        return pushed

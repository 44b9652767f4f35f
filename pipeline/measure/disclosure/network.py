"""Sums as a network: answers flow from criteria through dimensions and units to the total.

Every figure that adds is an edge, and what is published of the sums is that nothing gets lost at a node:

    criterion ─▶ unit's dimension ─▶ unit ─▶ all ─▶ total ─▶ total's dimension ─▶ criterion

With all but some edges known, an unknown edge can be found by subtraction just where it lies on no cycle of
unknown edges; within the limits of 0 and 100 percent, where no such cycle can be gone through in a direction
in which each of its edges can still rise or fall (Gusfield 1988).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

from pipeline.measure.disclosure.panel import Panel, Places

Numbers = npt.NDArray[np.intp]
Costs = npt.NDArray[np.float64]

_LIMITS = (1.5, np.inf)
"""How far to look for a cycle: most small figures have one along what is hidden already, which is quick."""
_FREE = 2
"""Edges of a unit that are no figures: they lead the answers that are in no dimension to the total."""


@dataclass(frozen=True)
class Network:
    """The edges of a panel, in rows of `width`, and the directions in which they can be gone through.

    `nodes` is the number of nodes; `start`, `end` and `edge` belong to arcs, in the order of start and end.
    """

    nodes: int
    width: int
    start: Numbers
    end: Numbers
    edge: Numbers

    @classmethod
    def of(cls, panel: Panel) -> "Network":
        """The network of a panel."""
        tails, heads, nodes = _edges(panel.places, len(panel.people))
        figures = tails.shape[1] - _FREE
        free = np.ones((len(panel.people), _FREE), np.bool_)
        # A mean of respondents that is the pooled index moves with that, and not by itself.
        moves = np.ones((len(panel.people), figures), np.bool_)
        moves[:, panel.places.own_means] = panel.given == 0
        rises = np.flatnonzero(np.hstack([panel.can_rise[:, :figures] & moves, free]))
        falls = np.flatnonzero(np.hstack([panel.can_fall[:, :figures] & moves, free]))
        start = np.concatenate([tails.flat[rises], heads.flat[falls]])
        end = np.concatenate([heads.flat[rises], tails.flat[falls]])
        order = np.lexsort((end, start))
        edge = np.concatenate([rises, falls])[order]
        return cls(nodes, tails.shape[1], start[order], end[order], edge)

    @cached_property
    def _rows(self) -> Numbers:
        return np.searchsorted(self.start, np.arange(self.nodes + 1))

    def cheapest_cycle(self, edge: int, costs: Costs) -> Numbers:
        """The other edges of the cheapest cycle through an edge; none where there is no cycle.

        `costs` are those of the edges, all of them above 0.
        """
        own = self.edge == edge
        matrix = csr_array(
            (np.where(own, np.inf, costs[self.edge]), self.end, self._rows), shape=(self.nodes, self.nodes)
        )
        for limit in _LIMITS:
            best, least = np.zeros(0, np.intp), np.inf
            for arc in np.flatnonzero(own):
                first, last = self.end[arc], self.start[arc]
                distances, before = csgraph.dijkstra(
                    matrix, indices=first, return_predecessors=True, limit=min(limit, least)
                )
                if distances[last] < least:
                    best, least = self._path(before, int(first), int(last)), float(distances[last])
            if len(best):
                break
        return best

    def _path(self, before: npt.NDArray[np.int32], first: int, last: int) -> Numbers:
        """The edges from one node to another, as the nodes before each tell them."""
        edges = []
        while last != first:
            node = int(before[last])
            arcs = slice(self._rows[node], self._rows[node + 1])
            edges.append(self.edge[arcs][np.searchsorted(self.end[arcs], last)])
            last = node
        return np.array(edges, np.intp)


def _edges(places: Places, units: int) -> tuple[Numbers, Numbers, int]:
    """Where the edges start and end, as units × edges, the last unit being the total; the number of nodes.

    Nodes: the criteria, the mean of respondents, all units together; then for each unit its dimensions,
    itself, and two for figures that are part of no other: the overall item and the mean of respondents.
    """
    criteria, dimensions = places.criteria.stop, len(places.questionnaire.dimensions)
    own_means, everything, first = criteria, criteria + 1, criteria + 2
    unit, item, means, own = (first + dimensions + i for i in range(4))
    number = {dimension.code: first + i for i, dimension in enumerate(places.questionnaire.dimensions)}
    pairs = [
        (i, number[criterion.dimension] if criterion.dimension else item)
        for i, criterion in enumerate(places.questionnaire.criteria)
    ]
    pairs += [(node, unit) for node in number.values()]
    pairs += [(unit, everything), (own_means, means), (item, everything), (means, everything)]
    steps = np.arange(units)[:, np.newaxis] * (own - first)
    tails, heads = (
        np.array(nodes) + steps * (np.array(nodes) >= first) for nodes in zip(*pairs, strict=True)
    )
    # The total takes back what the units give, so that nothing gets lost at the node of all units either.
    tails[-1], heads[-1] = heads[-1].copy(), tails[-1].copy()
    return tails, heads, first + units * (own - first)

"""Which figures to hide, so that no equation of sums gives a small one away."""

import numpy as np

from pipeline.measure.disclosure.network import Costs, Network
from pipeline.measure.disclosure.panel import Mask, Panel

LAST_RESORT = 1e9
"""What is added for a figure of the total: others publish it, so it is hidden only if nothing else helps."""
TIE = 1e-3
"""The most by which a figure of a unit counts for more than the same one of a unit before it."""
STEP = 1e-6
"""The loss of what is hidden already: next to nothing, so that short ways are preferred."""


def protect(panel: Panel, below: int, total_published: bool = True) -> Mask:
    """The figures of a panel to hide: those of 1 to `below` - 1 people, and those that would tell them.

    For each small figure in turn, the cheapest cycle of the network through it is hidden; what is hidden
    already costs nothing. Figures of the last row, the total, are taken where nothing else helps: they must
    then not be published anywhere. One after another: safe, but not always the least loss.
    """
    network, small = Network.of(panel), panel.small(below)
    hidden = panel.with_dependants(small)
    hidden[-1] |= not total_published
    for unit, column in np.argwhere(small[:-1, : panel.places.own_means + 1]):
        cycle = network.cheapest_cycle(unit * network.width + column, _costs(panel, hidden, network.width))
        units, columns = np.divmod(cycle, network.width)
        figures = columns <= panel.places.own_means
        hidden[units[figures], columns[figures]] = True
        hidden = panel.with_dependants(hidden)
    return _with_another_mean(panel, hidden)


def _with_another_mean(panel: Panel, hidden: Mask) -> Mask:
    """The hidden figures, and one more mean of respondents where the total of these means would tell a sum.

    Of respondents who gave m answers each, the mean of respondents is their sum divided by m. Hidden sums
    that may be higher and lower by as much are not so in the total of the means, unless m is the same in all
    of them, or one more mean is hidden that is tied to no sum.
    """
    means, sums = panel.places.own_means, hidden[:, panel.places.pooled]
    tied, alike = sums & (panel.given > 0), len(set(panel.given[sums])) == 1
    loose = (panel.given == 0) & (panel.answers[:, means] > 0)
    if not tied.any() or alike or (hidden[:, means] & loose).any():
        return hidden
    costs = _costs(panel, hidden, means + 1).reshape(hidden.shape[0], means + 1)[:, means]
    told = hidden.copy()
    told[np.argmin(np.where(loose, costs, np.inf)), means] = True
    return told


def _costs(panel: Panel, hidden: Mask, width: int) -> Costs:
    """What it costs to go along each edge, in answers that would be lost."""
    losses = panel.losses(hidden)[:, : panel.places.own_means + 1]
    # Of equal units always the same one, or each small figure would take figures of another one with it.
    first = np.linspace(0, TIE, len(losses))[:, np.newaxis]
    first[-1] = LAST_RESORT
    costs = np.full((len(losses), width), STEP)
    costs[:, : losses.shape[1]] = np.where(losses > 0, losses + first, STEP)
    return costs.reshape(-1)

"""How bad, and in which order? Counts weighed by an index, and how firm a ranking stands.

No index and no scale is here: weights and scores come from whoever asks.
"""

from csa.measures.harm.ranking import possible_ranks, rank_stability
from csa.measures.harm.weighing import crime_harm, harm_limits

__all__ = ["crime_harm", "harm_limits", "possible_ranks", "rank_stability"]

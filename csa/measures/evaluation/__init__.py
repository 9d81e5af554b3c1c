"""Did a funded project make a difference, and could that ever have been seen?

Pure functions of counts before and after. What a project is, and what was counted, comes from
elsewhere; what has no number says why.
"""

from csa.measures.evaluation.allocated import Reconciled, counts_towards, reconcile
from csa.measures.evaluation.controls import (
    compare_areas,
    difference_in_differences,
    synthetic_control,
)
from csa.measures.evaluation.detectable import minimum_detectable_effect, power_over_time
from csa.measures.evaluation.displacement import (
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from csa.measures.evaluation.doubts import breaks_inside, regression_to_the_mean, shrunk_count
from csa.measures.evaluation.effect import before_after, relative_effect_size
from csa.measures.evaluation.interrupted import interrupted_time_series
from csa.measures.evaluation.judging import conclude, scientific_methods_scale
from csa.measures.evaluation.matching import Matched, match_controls
from csa.measures.evaluation.worth import cost_per_incident_avoided, incidents_to_break_even

__all__ = [
    "Matched",
    "Reconciled",
    "before_after",
    "breaks_inside",
    "compare_areas",
    "conclude",
    "cost_per_incident_avoided",
    "counts_towards",
    "difference_in_differences",
    "incidents_to_break_even",
    "interrupted_time_series",
    "match_controls",
    "minimum_detectable_effect",
    "power_over_time",
    "reconcile",
    "regression_to_the_mean",
    "relative_effect_size",
    "scientific_methods_scale",
    "shrunk_count",
    "synthetic_control",
    "weighted_displacement_difference",
    "weighted_displacement_quotient",
]

"""The synthetic partnership: invented raw files with findings planted in them."""

from csa.synthetic.partnership import SyntheticSummary, write_partnership

__all__ = ["SyntheticSummary", "write_partnership"]

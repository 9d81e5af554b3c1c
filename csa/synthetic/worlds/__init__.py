"""The synthetic partnership as other systems would send it, each world with its layouts."""

from csa.synthetic.worlds.model import WORLDS, Extracts, write_extracts, write_layouts

__all__ = ["WORLDS", "Extracts", "write_extracts", "write_layouts"]

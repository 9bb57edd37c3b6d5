"""Names for the arrays of the textbook, and the order of the parameters."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Parameters = tuple[Array, ...]

PARAMETER_NAMES = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")

"""σ′ is applied to a gate that is already an output of σ, which squashes it twice."""

from mutants._gates import SIGMOID_GATES, Gate
from mutants._mutant import Mutant

NICKLASHANSEN = "https://github.com/nicklashansen/rnn_lstm_from_scratch/issues/1"
# The ids of the article, and the one gate it does not name.
IDS = {"f": "forget-double-sigmoid", "i": "input-double-sigmoid", "o": "output-double-sigmoid"}


def _mutant(gate: Gate) -> Mutant:
    x = gate.letter
    documented = x != "f"
    return Mutant(
        id=IDS[x],
        title=f"σ′ is applied to the {gate.name} after σ: σ′({x}) multiplies where {gate.slope} should.",
        correct=gate.derivative,
        buggy=f"da_{x} = d{x} * sigmoid_derivative({x}[t])",
        where=gate.name,
        formula=gate.formula,
        symptom=f"W_{x} and b_{x} are wrong from the first step on; the other gates drift from two steps on.",
        hint=f"Is the {gate.name} stored before or after its activation, and which of the two does σ′ expect?",
        explanation=(
            f"The {gate.name} is {x} = σ(a), and the forward pass stores {x}, after σ. The derivative of σ at a is "
            f"σ(a)(1 − σ(a)), which in terms of the stored value is {gate.slope}. The code passes {x} to a function "
            f"that takes an argument of σ and applies σ itself, so it computes σ({x})(1 − σ({x})). Since {x} lies "
            "between 0 and 1, that value always lies between 0.19 and 0.25: the factor is nearly constant. A gate "
            "that is wide open or firmly shut should hardly get a gradient; here it gets nearly the largest one there "
            "is, so gates do not stay where training has put them. Loss still falls, because the sign is right. "
            f"Multiply by {gate.slope}, or pass the value before σ."
        ),
        article="2" if documented else "",
        aliases=(f"double-sigmoid.{x}",),
        seen=(NICKLASHANSEN,),
    )


MUTANTS = tuple(_mutant(gate) for gate in SIGMOID_GATES)

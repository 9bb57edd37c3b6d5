"""The gradient of a bias is not summed over the batch, so it has a column for each sequence."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="bias-not-summed-over-batch",
    correct="db_f += np.sum(da_f, axis=1, keepdims=True)",
    buggy="db_f = db_f + da_f",
    also=(
        ("db_i += np.sum(da_i, axis=1, keepdims=True)", "db_i = db_i + da_i"),
        ("db_g += np.sum(da_g, axis=1, keepdims=True)", "db_g = db_g + da_g"),
        ("db_o += np.sum(da_o, axis=1, keepdims=True)", "db_o = db_o + da_o"),
        ("db_v += np.sum(dv, axis=1, keepdims=True)", "db_v = db_v + dv"),
    ),
    where="gradients of the biases",
    formula=r"\mathrm{d}b = \sum_t \sum_{batch} \mathrm{d}a_t",
    symptom="One sequence at a time is right; with a batch the gradients of the biases have one column a sequence.",
    hint="What shape has the gradient of a bias when there are three sequences in the batch, and what shape the bias?",
    explanation=(
        "A bias is one column that is added to every sequence of the batch. What is used B times gets B gradients, and "
        "its gradient is their sum over the batch. For the weights the matrix product takes this sum; for the biases "
        "it must be written. The code adds the columns over time but not over the batch. With one sequence at a time, "
        "as the course trains, there is one column and nothing shows. With a batch of B the gradient has B columns, "
        "and an update by b − lr · db broadcasts: the bias itself becomes a matrix with one column a sequence, and "
        "each sequence then has its own bias. Adding in place raises an exception instead. Sum over the columns and "
        "keep the dimension."
    ),
    severity=Severity.ROBUSTNESS,
    latent=True,
)

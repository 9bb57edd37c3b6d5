"""What runs inside the confinement, beside the submission: arrays in, arrays out; imports only NumPy and the wire."""

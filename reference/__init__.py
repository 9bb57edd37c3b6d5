"""The reference LSTM language model: a textbook in NumPy, which imports nothing of the harness."""

"""The course's own helpers, which run beside a submission; they hold no forward or backward of the LSTM."""

"""The ways to confine a submission's process: one module each, the strongest that works is chosen."""

"""Comparisons on real data: one network a task, the mean of the gradients, uncertainty weighting, and the service."""

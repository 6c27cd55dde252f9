"""The shipped sample: a seeded generator of an invented retailer's helpdesk export.

Beside the tickets it makes their history, the orders by day, and the true origins that the engine never reads.
"""

from tools.sample.generate import SEED, Sample, benchmark_frame, generate

__all__ = ["SEED", "Sample", "benchmark_frame", "generate"]

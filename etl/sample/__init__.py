"""The shipped sample: a seeded generator of an invented retailer's helpdesk export, its history, its volumes and the true origins."""

from etl.sample.generate import SEED, Sample, benchmark_frame, generate

__all__ = ["SEED", "Sample", "benchmark_frame", "generate"]

"""A run on Spark: the same pure functions on partitions of Arrow rows, and the same bytes as on one machine.

from cleaner.engines.spark import Spark
from cleaner.pipeline import run

run(["pages"], "corpus", engine=Spark(session, partitions=200))
"""

from cleaner.engines.spark.passes import Spark

__all__ = ["Spark"]

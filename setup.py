"""The packages, and the C kernel of the near-duplicate search; all else is in pyproject.toml.

The kernel is optional: where there is no compiler the package installs without it, and its reference in NumPy does the work.
"""

import os
import sysconfig
from glob import glob

from setuptools import Extension, find_packages, setup
from setuptools.command.bdist_wheel import bdist_wheel

LIMITED = not sysconfig.get_config_var("Py_GIL_DISABLED")  # free-threaded Python has no limited interface yet


class Wheel(bdist_wheel):
    """A wheel for all versions of Python from 3.11 on."""

    def finalize_options(self) -> None:
        """Name the limited interface, which the extension keeps to."""
        self.py_limited_api = "cp311" if LIMITED else False
        super().finalize_options()


DATA = ["cleaner.rules", "cleaner.keep"]  # folders elsewhere in a checkout, as package-dir in pyproject.toml says

kernel = Extension(
    "cleaner.neardup._kernel",
    sources=["cleaner/neardup/_kernel.c"],
    depends=sorted(glob("cleaner/neardup/csrc/*.h")),
    extra_compile_args=["-O3"],
    extra_link_args=[] if os.name == "nt" else ["-pthread"],
    py_limited_api=LIMITED,
    optional=True,
)

setup(
    packages=[*find_packages(include=["cleaner", "cleaner.*"]), *DATA],
    ext_modules=[kernel],
    cmdclass={"bdist_wheel": Wheel},
)

"""The platform-neutral core: a message comes in as a plain value, a rule decides, a plain value goes out."""

import os

__version__ = "0.1.0"

# One thread for each question, before numpy loads: more only wait for each other (a question takes 20 times as long).
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")

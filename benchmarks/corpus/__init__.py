"""Posts in the formats that people keep them in, beside the threads that must come of them.

    python -m corpus FOLDER --posts 1000000 [--seed 7]        (with benchmarks/ on PYTHONPATH)

The same seed and size give the same bytes. Nothing is held in memory but the thread being written.
"""

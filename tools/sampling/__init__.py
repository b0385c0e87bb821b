"""Writes the samples that ship with Clew: prose in `tools/samples`, files of four formats in `src/clew/samples`."""

"""The commands of `python -m sandbox`, one module for each thing a person wants to do."""

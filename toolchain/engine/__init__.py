"""The Pulumi CLI, which holds the engine: found, downloaded or built."""

from toolchain.engine.choice import LANGUAGE_HOST, VERSION, Engine, ensure_engine

__all__ = ["LANGUAGE_HOST", "VERSION", "Engine", "ensure_engine"]

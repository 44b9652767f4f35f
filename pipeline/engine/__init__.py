"""Where blocks are mapped: in this process."""

from pipeline.engine.local import map_in_processes, map_in_threads

__all__ = ["map_in_processes", "map_in_threads"]

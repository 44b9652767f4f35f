"""Files: the project's settings, the tables of a run, the manifest, the lock."""

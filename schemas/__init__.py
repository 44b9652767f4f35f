"""What data must look like: questionnaires, units, settings, tables, problems."""

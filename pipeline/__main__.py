"""`python -m pipeline`: the command `hailong`."""

from pipeline.cli import main

main()

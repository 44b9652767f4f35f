"""`python -m pipeline`: the command `hailong`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()

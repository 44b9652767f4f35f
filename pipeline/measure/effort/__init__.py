"""From the comparison to measures: what the gaps consist of, and where a point of effort pays most."""

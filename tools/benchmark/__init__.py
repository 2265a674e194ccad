"""The benchmark of a whole class: `make bench` writes docs/performance.md with it."""

"""`python -m research_graph` is the command line."""

from research_graph.service.cli import main

if __name__ == "__main__":
    main()

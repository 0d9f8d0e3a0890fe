"""djdesk (党建工作台): an offline desktop program for branch offices and their committees."""

__version__ = "0.1.0"

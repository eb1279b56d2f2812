"""The platforms, played by programs of third parties over real sockets, with the real SDKs."""

"""Other people's tus clients and servers against ours. They need node, npm and a package registry: soak runs only."""

"""On-screen keyboard and the typing of Vietnamese. Importing this package loads no Qt: the engine needs
none.
"""

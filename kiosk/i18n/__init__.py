"""Language packs: what a person reads and hears in their own language.

Vietnamese travels with every message and is authoritative; a pack only adds to it. May not import Qt, a store
or a screen, and may not cost anything at start beyond reading each pack's small ``pack.toml``.
"""

"""The province's gateway under load: against a bare tus server, a bare disk, a thousand kiosks, and itself with more workers."""

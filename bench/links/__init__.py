"""Carriage of dossiers over bad links: an emulated link between two network namespaces, the product and its peers on it."""

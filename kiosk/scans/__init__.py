"""Pictures of papers: found, straightened, brightened, judged and made small.

Pure functions on pixels; knows nothing of Qt, the store or any dossier. Imported only when a paper is taken in, because
the picture library takes a while to load.
"""

"""The province's side of the road: a reference receiver in two processes that share a database and a blob folder.

``ingest`` answers the network and holds no key to any parcel; ``opener`` holds the province's keys and answers nobody.
Never bundled with the kiosk; may use ``forms`` and the parcel modules of ``sync``, nothing of the kiosk's own code.
"""

"""Nothing personal outside ``kiosk.db``, sealed blobs and what an officer asked to print."""

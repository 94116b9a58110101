"""The network-facing process: takes sealed parcels in and hands signed bytes out, and can read none of them."""

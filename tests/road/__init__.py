"""The whole road under faults: power cuts, killed processes, dead links, lying gateways, full and damaged disks."""

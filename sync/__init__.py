"""The road between kiosk and province: parcels, outbox, inbox, agent. Never imports the kiosk or Qt."""

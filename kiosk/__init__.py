"""The kiosk: what a citizen and an officer see and touch. This file imports nothing, to keep start-up short."""

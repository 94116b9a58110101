"""Real processes on this machine: kiosk, agent, gateway, as a person would start them."""

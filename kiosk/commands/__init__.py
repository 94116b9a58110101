"""The kiosk's commands without a screen. They use the same services as the screens and may run beside them."""

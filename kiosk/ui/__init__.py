"""Widgets and screens. The only package of the kiosk that draws."""

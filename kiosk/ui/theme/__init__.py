"""Look of the kiosk: physical sizes, colours, fonts and the style made of them. Knows no screen and no
words.
"""

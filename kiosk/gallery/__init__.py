"""Every screen in every look: an invented office is walked through, and each page is drawn as every screen, text size,
contrast and language pack shows it, and looked at for cut or overlapping texts, missing glyphs, small targets and weak
contrast.

Stands above the application, as the demo does. A tool for those who draw and translate, and what the tests of the look
stand on; no part of the running kiosk.
"""

"""Widgets and screens. The only package of the kiosk that draws."""

from kiosk.ui.lasting_none import make_none_last

make_none_last()

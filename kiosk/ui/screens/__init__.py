"""The citizen's screens, one module each. Built from a kit and frozen values; they report what a person
did and call no service.
"""

"""One widget for each kind of answer. All speak the same small protocol (``base``); none judges an answer."""

"""What is done to a recorded voice before it is a clip: judged, trimmed, brought to the house's loudness, written.

Works on numbers alone: no Qt, no packs, no messages but its own. What is done here is the same for a take in the studio and
for a file that was recorded elsewhere.
"""

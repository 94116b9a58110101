"""What the kiosk talks about: offices, officers, dossiers, papers and who holds them.

Frozen values and the rules that need nothing but them. No Qt, no SQL, no files.
"""

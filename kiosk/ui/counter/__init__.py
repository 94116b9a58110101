"""The officer's side: the list of dossiers, one dossier whole, what is added after sealing. Dense, for people who
repeat.

Widgets are built from frozen values and report what an officer did; no service is called here.
"""

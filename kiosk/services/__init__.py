"""What a citizen or an officer can do. Each function takes the open desk and returns frozen values.

No Qt, no network: a service writes rows and sealed files; the agent alone talks to the province.
"""

"""Services on a real store and a real outbox; only the clock and the province are made here."""

"""The process with the province's keys: opens, judges, records, signs. Listens to nothing but the database."""

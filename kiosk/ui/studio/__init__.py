"""The voice studio: an officer sits with a local speaker, and sentence by sentence a language gets a voice."""

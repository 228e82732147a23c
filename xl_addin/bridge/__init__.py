"""How Excel and the engine talk: a macro writes a request, the engine answers, both as small files of this user."""

"""``tram sync invite``, ``join``, ``nodes``, ``renew``, ``revoke``, ``beside``: which machines belong together."""

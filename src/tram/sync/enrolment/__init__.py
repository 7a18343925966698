"""``tram sync invite``, ``join``, ``nodes``, ``renew``, ``revoke``: which machines belong together."""

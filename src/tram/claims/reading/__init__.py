"""Files of an old system into the record: people, cover, visits, diagnoses, drugs, services, results."""

from tram.claims.reading.deeds import read_claims
from tram.claims.reading.model import Progress, Report, Returned
from tram.claims.reading.uploads import read_uploads

__all__ = ["Progress", "Report", "Returned", "read_claims", "read_uploads"]

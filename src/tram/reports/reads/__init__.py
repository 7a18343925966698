"""Questions about readings: indicators, the people behind them, registers; ``tram.reports.api`` shows them."""

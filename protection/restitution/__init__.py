"""Restitution (ganti kerugian oleh pelaku): heads of loss, time limits, rulings and a ledger that balances."""

"""What cannot wait for the week's list: severe signs and departures within two days, called to whoever is on duty."""

"""Everything that changes the org, for the Management API, the console and the seed alike."""

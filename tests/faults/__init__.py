"""Bad days that run unattended: `make faults` breaks a real server and counts what is lost or done twice."""

"""Values and rules without I/O that features and sources share."""

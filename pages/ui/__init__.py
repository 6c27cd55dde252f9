"""What pages share: frame, filters, data, charts and parts."""

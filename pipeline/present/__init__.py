"""Tables to charts and documents; computes no statistic."""

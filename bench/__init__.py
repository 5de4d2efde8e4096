"""What `make bench` runs: claims of speed and quality, each as a ratio to a named reference in the same run."""

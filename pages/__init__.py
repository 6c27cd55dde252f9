"""The pages of the dashboard, one file each; what they share is in `pages.ui`."""

"""Parts of the page Commitments, and the reminders that other pages show."""

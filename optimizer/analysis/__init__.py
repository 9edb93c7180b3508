"""What an answer means: certificate, explanation, costs, conflicts."""

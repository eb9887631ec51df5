"""What people see: pages, letters and paper. Imports nothing of ours."""

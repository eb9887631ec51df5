"""What happens after the answer: tasks, mail, the timetable. Nothing here is reached by a browser."""

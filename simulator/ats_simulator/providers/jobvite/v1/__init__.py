"""The old API: HR-XML, the job feed and three imports. Refuses to know JSON status blocks."""

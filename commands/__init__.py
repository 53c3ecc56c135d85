"""What a person or a pipeline runs beside `pulumi`: `python -m commands`."""

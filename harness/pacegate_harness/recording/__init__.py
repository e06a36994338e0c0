"""What one benchmark depends on, recorded while it runs once: src/affected/ compares it between the sides."""

"""Pacegate, the performance-regression gate for Python projects. The program itself is dist/cli.js."""

"""Writing definitions in the browser: indicators with a form, registers and reports as text, checked first."""

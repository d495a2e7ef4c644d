"""The same keywords counted per interview by codeer and by what a researcher may use instead."""

"""Measurements on generated interviews."""

"""Reads a schedule written as CDSi supporting data (XML files published by the CDC)."""

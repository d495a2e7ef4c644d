"""Fixtures for all tests in this folder."""

from tests.workflow.exchange import shared, template
from tests.workflow.support import quick_tokenizer

__all__ = ["quick_tokenizer", "shared", "template"]

"""The metadata is complete as soon as the schema is imported."""

from __future__ import annotations

import importlib
import pkgutil

import djdesk.models
from djdesk.models.base import Base
from djdesk.models.schema import MODULES


def test_every_module_with_entities_is_listed() -> None:
    for module in pkgutil.iter_modules(djdesk.models.__path__, "djdesk.models."):
        if not module.ispkg:
            importlib.import_module(module.name)
    listed = {module.__name__ for module in MODULES}
    assert {mapper.class_.__module__ for mapper in Base.registry.mappers} == listed

"""The office and province of the road's tests, for these too."""

from tests.road.conftest import one_stream, quick_forms, road_template

__all__ = ["one_stream", "quick_forms", "road_template"]

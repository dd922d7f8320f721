"""The refusal of a model file."""

from __future__ import annotations

from records.errors import SuluhError


class ModelRefused(SuluhError):
    """A model file is not what trusted people signed, or could do harm when it is read."""

    code = "model_refused"
    status = 422


def refusal(text_id: str, text_en: str) -> ModelRefused:
    """The refusal, with the reason in both languages."""
    return ModelRefused(f"Berkas model ditolak: {text_id}.", f"The model file is refused: {text_en}.")

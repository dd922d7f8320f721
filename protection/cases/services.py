"""The services that LPSK gives or arranges, and what gives a right to each: one tuple."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """One service; ``before`` ones may begin before the decision, because help does not wait for it."""

    code: str
    text_id: str
    text_en: str
    ground: str
    before: bool = False


SERVICES: tuple[Service, ...] = (
    Service("medical", "Bantuan medis", "Medical help", "UU 31/2014 Pasal 6", before=True),
    Service(
        "psychological", "Rehabilitasi psikologis", "Psychological help", "UU 31/2014 Pasal 6", before=True
    ),
    Service(
        "psychosocial", "Rehabilitasi psikososial", "Psychosocial help", "UU 31/2014 Pasal 6", before=True
    ),
    Service("legal", "Bantuan hukum dan pendampingan", "Legal aid and a companion", "UU 31/2014 Pasal 5(1)"),
    Service("safe_house", "Rumah aman", "Safe house", "UU 31/2014 Pasal 5(1), 12A"),
    Service(
        "procedural", "Pemenuhan hak prosedural", "Rights in the proceedings", "UU 31/2014 Pasal 5(1); KUHAP"
    ),
    Service(
        "physical", "Perlindungan fisik dan pengawalan", "Physical protection", "UU 31/2014 Pasal 5(1)(a)"
    ),
    Service(
        "information",
        "Informasi perkembangan perkara",
        "Information on the case",
        "UU 31/2014 Pasal 5(1)(f)-(h)",
        before=True,
    ),
    Service("companion", "Pendamping", "A companion", "UU 31/2014 Pasal 5(1)(p)", before=True),
    Service("return", "Pemulangan", "Return home", "UU 21/2007 Pasal 54"),
    Service("reintegration", "Reintegrasi sosial", "Social reintegration", "UU 21/2007 Pasal 51"),
)
"""Compensation by the state is not among them: it is for other crimes."""

SERVICE = {service.code: service for service in SERVICES}
EMERGENCY = frozenset({"safe_house", "physical", "medical", "psychological", "companion"})
"""What emergency protection can give at once."""

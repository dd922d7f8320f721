from records import areas
from records.areas import Level


def test_every_level_has_the_number_of_areas_that_kemendagri_has_given() -> None:
    counts = dict.fromkeys(Level, 0)
    for province in areas.children():
        counts[Level.PROVINCE] += 1
        for regency in areas.children(province):
            counts[Level.REGENCY] += 1
            counts[Level.DISTRICT] += len(areas.children(regency))
            counts[Level.VILLAGE] += len(areas.villages(regency))
    assert list(counts.values()) == [38, 514, 7277, 83763]


def test_a_code_tells_its_name_its_level_and_its_parent() -> None:
    assert areas.name("5203") == "KABUPATEN LOMBOK TIMUR"
    assert areas.short_name("5203") == "Lombok Timur"
    assert areas.short_name("5271") == "Kota Mataram"
    assert areas.level("5203") is Level.REGENCY
    assert areas.parent("5203") == "52"
    assert areas.parent("52") is None
    village = areas.villages("5203")[0]
    assert areas.parent(village) == village[:6]
    assert areas.level(village) is Level.VILLAGE


def test_a_code_that_nobody_gave_has_neither_name_nor_level_nor_parent() -> None:
    assert not areas.known("9999")
    assert areas.name("9999") is areas.short_name("9999") is None
    assert areas.level("9999") is areas.parent("9999") is None
    assert areas.children("9999") == areas.villages("9999") == ()

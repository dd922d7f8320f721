from records import areas
from records import map as outlines


def test_every_province_has_closed_outlines_within_indonesia() -> None:
    provinces = outlines.provinces()
    assert tuple(provinces) == areas.children()
    for polygons in provinces.values():
        for polygon in polygons:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert all(94 < x < 142 and -12 < y < 7 for x, y in ring)


def test_the_centroid_of_a_province_lies_where_people_look_for_it() -> None:
    x, y = outlines.centroids()["31"]
    assert abs(x - 106.83) < 0.1
    assert abs(y + 6.2) < 0.1
    assert outlines.centroids()["91"][0] > outlines.centroids()["52"][0] > outlines.centroids()["11"][0]

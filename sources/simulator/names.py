"""Made-up names, composed from common parts of the region a person comes from; nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sources.simulator.chance import Bools, Rng, Texts, chance, pick_from


@dataclass(frozen=True)
class Naming:
    """The parts a region's names are made of. ``single`` is the share of people who have one name only.

    ``marks`` go before a man's and a woman's name (``Lalu``, ``Ni Made``), for the share ``marked`` of
    people; ``devout`` is the share who carry an Islamic first name before their own.
    """

    provinces: frozenset[str]
    men: tuple[str, ...]
    women: tuple[str, ...]
    last: tuple[str, ...]
    single: float = 0.05
    devout: float = 0.2
    marks: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    marked: float = 0.0


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


JAVA = Naming(
    frozenset({"33", "34", "35", "18"}),
    _words(
        "Agus Bambang Budi Catur Djoko Dwi Eko Edi Hari Imam Joko Karno Kasdi Marno Mulyono Ngadiman Paijo "
        "Parman Ponidi Purnomo Rudi Sarno Sigit Slamet Subur Sugeng Suharto Sukardi Sukiman Sumarno Supri "
        "Sutrisno Suyanto Teguh Tri Tukimin Wahyu Warsito Widodo Yudi"
    ),
    _words(
        "Ani Dewi Dwi Endang Eni Harti Indah Jumiati Kartini Kasmi Lastri Lestari Marni Mujiati Murni "
        "Ningsih Partini Poniyem Puji Ratna Retno Rini Rukmini Sari Siti Sri Sukarti Sulastri Sumiati "
        "Sunarti Suparmi Suryani Susanti Sutini Tri Tumini Tutik Wahyuni Warsini Yuliana"
    ),
    _words(
        "Prasetyo Santoso Wibowo Nugroho Setiawan Saputra Kurniawan Hidayat Purwanto Susilo Hartono Raharjo "
        "Wijaya Utomo Handoko Lestari Rahayu Utami Wulandari Astuti Handayani Puspita Anggraini Kusuma "
        "Pratiwi Widiastuti Rahmawati Fitriani Maryati Setyowati Kusnadi Sudarsono Sutopo Winarno Yulianto"
    ),
    single=0.22,
    devout=0.18,
)

SUNDA = Naming(
    frozenset({"31", "32", "36"}),
    _words(
        "Aep Agus Ajat Asep Atang Cecep Cucu Dadan Dadang Deden Dede Didin Endang Engkos Enjang Entis Iwan "
        "Jajang Kosim Maman Nandang Nana Oman Rohman Rudi Sarip Sobari Suhendar Tatang Toto Ujang Usep Wawan "
        "Yayan Yusup"
    ),
    _words(
        "Ai Cicih Darsinah Dede Eha Elis Encum Enok Entin Euis Fitri Iis Ikah Imas Juju Karsih Kokom Lilis "
        "Mimin Neneng Nani Nyai Oneng Rasti Rohimah Rokayah Sarinah Taswi Tati Titin Tuti Wartini Warsih "
        "Yati Yuyun"
    ),
    _words(
        "Suryana Permana Hermawan Sutisna Mulyana Kurnia Ruhiyat Gunawan Nugraha Supriatna Setiawan Rukmana "
        "Wahyudin Sopandi Hidayat Maesaroh Nurjanah Komariah Rohayati Sumiati Susilawati Kartika Rosmiati "
        "Nuraeni Solihah Sukaesih Wijaya Saepudin Koswara Sumarna"
    ),
    single=0.12,
    devout=0.2,
)

SASAK = Naming(
    frozenset({"52"}),
    _words(
        "Ahyar Amrin Arifin Azhar Bahri Darmawan Fathul Habibi Hadi Haerul Hamdi Hamzah Ihsan Irwan Jumadil "
        "Junaidi Kamarudin Mahnun Mahsun Marzuki Mawardi Munawir Nasrudin Ramli Rusdi Sahnan Saleh Sapri "
        "Sudirman Suhaili Supardi Syamsul Zaenal Zulkarnain Zohri"
    ),
    _words(
        "Aisyah Baiq Fatmah Haerani Halimah Hasanah Hayati Husnul Inaq Jumenah Kalsum Khadijah Laila Mahyuni "
        "Maisarah Marni Mariana Misnah Murniati Nurhayati Nurul Rabiah Raehan Rohani Rusmiati Sahnim Salmiah "
        "Saniah Sapiah Sitah Suhaini Sumiati Wahyuni Zaenab Zuhriah"
    ),
    _words(
        "Hidayat Hakim Akbar Anwar Apriadi Effendi Fahmi Hadi Ismail Jayadi Kurniawan Mahdi Maulana Munir "
        "Nasir Putra Rahman Rizal Samsudin Saputra Wahid Wirawan Yani Yusuf Aini Hayati Handayani Jannah "
        "Lestari Maulida Ningsih Pratiwi Rahmah Safitri Ulfah Wardani"
    ),
    single=0.2,
    devout=0.25,
    marks=(("Lalu", "Raden"), ("Baiq", "Lale")),
    marked=0.12,
)

BALI = Naming(
    frozenset({"51"}),
    _words(
        "Adi Agus Arya Astawa Bagus Budiarta Darma Dharma Gunawan Jaya Mahendra Mardika Merta Oka Parta "
        "Putra Raka Rai Sudana Suardika Suartha Sudiarta Sumerta Suparta Wirawan Yasa"
    ),
    _words(
        "Arini Ariani Astiti Ayu Budiasih Damayanti Darmi Eka Ernawati Kasih Kerti Lestari Mirah Murni "
        "Parwati Purnami Ratna Rai Sari Suastini Sukerti Suryani Trisna Warni Widiani Yuni"
    ),
    _words(
        "Adnyana Antara Ardana Artawan Budiana Darmawan Dewi Giri Kusuma Laksmi Mahayani Pradnyana Pratiwi "
        "Saraswati Sudarma Suryawan Utama Wardana Widnyana Yudana"
    ),
    single=0.03,
    devout=0.0,
    marks=(
        ("I Wayan", "I Made", "I Nyoman", "I Ketut", "I Gede"),
        ("Ni Wayan", "Ni Made", "Ni Nyoman", "Ni Ketut"),
    ),
    marked=0.92,
)

EAST = Naming(
    frozenset({"53", "71", "81", "82", "91", "92", "93", "94", "95", "96", "12"}),
    _words(
        "Adrianus Agustinus Alfons Andreas Antonius Benediktus Daniel Dominikus Emanuel Ferdinandus "
        "Fransiskus Gabriel Gregorius Hendrikus Ignasius Johanis Kornelis Leonardus Lukas Marselinus Markus "
        "Martinus Mikhael Oktovianus Paulus Petrus Robertus Sefnat Stefanus Thomas Viktor Yakobus Yeremias "
        "Yohanes Yosef"
    ),
    _words(
        "Adelina Agnes Anastasia Apolonia Bernadeta Damaris Debora Dorkas Elisabet Ermelinda Febriana "
        "Felisitas Fransiska Getrudis Helena Imelda Katarina Kristina Lusia Magdalena Margareta Maria "
        "Marselina Marta Mersiana Mince Naomi Orpa Paulina Regina Rosalia Rosina Theresia Veronika Yuliana "
        "Yustina"
    ),
    _words(
        "Abanit Asbanu Bani Banunaek Benu Boimau Bria Fallo Fernandez Kase Klau Kolo Laka Leki Liu Loban "
        "Manek Mau Naben Nahak Nenabu Nope Pareira Sakan Selan Seran Seuk Sonbai Taek Talan Tamonob Tefa "
        "Tnunay Toleu Usfinit"
    ),
    single=0.01,
    devout=0.0,
)

MALAY = Naming(
    frozenset(),
    _words(
        "Abdullah Ahmad Ali Amiruddin Anwar Arman Asri Azwar Baharuddin Burhan Darwis Effendi Fadli Faisal "
        "Firman Hamid Hasan Herman Idris Ilham Iskandar Jamaluddin Kamal Mansur Mustafa Nasir Rahmat Ridwan "
        "Rusli Saiful Samsuddin Syahrul Usman Zainal Zulkifli"
    ),
    _words(
        "Aminah Asmah Asnah Bunga Darna Erna Farida Fatimah Habsah Halijah Hamidah Hasnah Indo Jamilah "
        "Juriah Kartini Leni Mariam Mardiana Nilawati Nuraini Nurbaya Rahmah Ramlah Rosmawati Rosna Rukiah "
        "Salmah Sariah Suryati Syarifah Yusnita Zahara Zainab Zubaidah"
    ),
    _words(
        "Abdullah Amir Arsyad Basri Daud Effendi Fauzi Hamzah Harahap Hasibuan Husin Ibrahim Jafar Lubis "
        "Mahmud Muchtar Nasution Nur Pasaribu Rahim Saleh Salim Siregar Sulaiman Syafii Tanjung Umar Wahab "
        "Yahya Zakaria Azizah Juwita Hartati Marlina Oktavia Permata Rahayu Susanti Yanti"
    ),
    single=0.15,
    devout=0.28,
)

NAMINGS: tuple[Naming, ...] = (JAVA, SUNDA, SASAK, BALI, EAST, MALAY)
"""The last one serves every province that no other names."""

DEVOUT = (("Muhammad", "Abdul", "Ahmad"), ("Siti", "Nur", "Umi"))


_NAMING_OF = {code: number for number, naming in enumerate(NAMINGS) for code in naming.provinces}


def compose(rng: Rng, provinces: Texts, women: Bools) -> Texts:
    """A full name for each person, by province of origin and sex."""
    names = np.full(len(provinces), "", dtype=object)
    numbers = np.array([_NAMING_OF.get(code, len(NAMINGS) - 1) for code in provinces], dtype=int)
    for number, naming in enumerate(NAMINGS):
        for female in (False, True):
            here = np.flatnonzero((numbers == number) & (women == female))
            if len(here):
                names[here] = _compose(rng, naming, female, len(here))
    return names


def fathers(rng: Rng, provinces: Texts) -> Texts:
    """The name of each person's father, for ``bin`` and ``binti`` and for guardians."""
    first = compose(rng, provinces, np.zeros(len(provinces), dtype=bool))
    return np.array([name.split()[-1] for name in first], dtype=object)


def _compose(rng: Rng, naming: Naming, female: bool, n: int) -> Texts:
    first = pick_from(rng, naming.women if female else naming.men, n)
    last = pick_from(rng, naming.last, n)
    middle = pick_from(rng, naming.women if female else naming.men, n)
    devout = pick_from(rng, DEVOUT[female], n)
    marks = naming.marks[female] or ("",)
    mark = pick_from(rng, marks, n)
    single = chance(rng, naming.single, n)
    is_devout = chance(rng, naming.devout, n)
    is_marked = chance(rng, naming.marked, n)
    is_long = chance(rng, 0.15, n)
    composed = np.full(n, "", dtype=object)
    for i in range(n):
        parts = [first[i]] if single[i] and not is_devout[i] else [first[i], last[i]]
        if is_long[i] and len(parts) > 1 and middle[i] != first[i]:
            parts.insert(1, middle[i])
        if is_devout[i]:
            parts = [devout[i], *parts[:2]]
        if is_marked[i]:
            parts = [mark[i], *parts[:2]]
        composed[i] = " ".join(parts)
    return composed

"""What no declaration elsewhere says: to whom data go, and why the processing is necessary."""

from __future__ import annotations

RECIPIENTS: tuple[tuple[str, str], ...] = (
    (
        "Tidak ada pengiriman ke luar wilayah Indonesia, dan Suluh tidak menghubungi host lain.",
        "No transfer abroad; Suluh contacts no other host.",
    ),
    (
        "Tidak ada peringatan perorangan yang disampaikan ke pos pemeriksaan atau loket paspor.",
        "No alert about a person reaches a checkpoint or a passport counter.",
    ),
    (
        "Ekspor terhitung dan bertanda air, tanpa korban, saksi, pelapor dan relawan; di atas jumlah tertentu perlu "
        "orang kedua.",
        "Exports are counted and watermarked, without victims, witnesses, informants and volunteers; above a set "
        "number a second person must agree.",
    ),
)

NECESSITY: tuple[tuple[str, str], ...] = (
    (
        "Tujuan: mencegah TPPO sebelum keberangkatan dan mengantar orang ke pelindungan.",
        "Purpose: to prevent trafficking before departure and carry people to protection.",
    ),
    (
        "Setiap sumber telah dikumpulkan instansi dengan dasar hukumnya sendiri; Suluh tidak mengumpulkan langsung "
        "dari orang.",
        "Each source was collected by an agency on its own ground; Suluh collects nothing from people directly.",
    ),
    (
        "Kolom di luar perjanjian tidak disimpan; analisis hanya melihat token; teks jelas hanya dalam memori saat "
        "penautan.",
        "A field outside the agreement is not stored; analysis sees tokens alone; clear text is in memory during "
        "linkage only.",
    ),
    (
        "Dasarnya tugas umum dan kewajiban hukum, bukan persetujuan: pelamar tidak bebas menolak.",
        "The ground is public task and legal duty, not consent: an applicant is not free to refuse.",
    ),
    (
        "Suluh mengurutkan menurut kapasitas, manusia memutuskan; terindikasi bukan terbukti.",
        "Suluh ranks within capacity, people decide; indicated is not proven.",
    ),
)

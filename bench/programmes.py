"""What five pairs of candidates of a school promise, each in a vision and eight lines: texts of the usual length."""

from bulletin_board.presentations import PresentationFiles
from record.digests import sha256_hex
from record.presentation import CandidatePresentation, Presentation, encode_presentation
from suarasah.demo.portraits import portrait

LINES = 8
_PROGRAMMES = (
    (
        "Mewujudkan OSIS yang terbuka, ramah, dan bermanfaat bagi seluruh warga sekolah.",
        "Membuka kotak saran di setiap lantai dan membacakan jawabannya pada hari Senin.",
        "Menyusun jadwal ekstrakurikuler bersama pelatih supaya tidak ada yang bentrok.",
        "Mengumumkan laporan keuangan OSIS di mading dan situs sekolah setiap bulan.",
        "Mengadakan kelas belajar bersama sepekan sebelum penilaian akhir semester.",
        "Memperbaiki sudut baca dengan sumbangan buku dari alumni dan orang tua.",
        "Menyediakan tempat minum isi ulang agar botol plastik sekali pakai berkurang.",
        "Mendampingi siswa baru selama tiga bulan pertama lewat kakak asuh.",
        "Menutup tahun dengan pentas seni yang melibatkan semua kelas tanpa kecuali.",
    ),
    (
        "Sekolah hijau yang nyaman ditempati dan membuat setiap orang betah belajar.",
        "Membentuk bank sampah dan menukar hasilnya dengan alat tulis untuk kelas.",
        "Menanam pohon peneduh di lapangan belakang bersama karang taruna setempat.",
        "Mengganti piring sekali pakai di kantin dengan wadah yang dapat dicuci.",
        "Lomba kebersihan antarkelas yang dinilai oleh petugas kebersihan sekolah.",
        "Membuat kompos dari sisa makanan untuk kebun obat di samping UKS.",
        "Hari tanpa kendaraan bermotor setiap Jumat pertama dengan parkir sepeda gratis.",
        "Merekam pemakaian air dan listrik, lalu menayangkannya di layar lobi.",
        "Pelatihan mendaur ulang kain bekas menjadi tas yang dijual saat bazar.",
    ),
    (
        "Berprestasi bersama: tidak seorang pun tertinggal, di kelas maupun di lapangan.",
        "Memetakan minat siswa lewat angket singkat pada awal semester ganjil.",
        "Mencari pembina tamu untuk robotika, jurnalistik, dan paduan suara.",
        "Mengirim wakil ke olimpiade sains setelah seleksi yang diumumkan terbuka.",
        "Menyusun arsip soal latihan yang boleh disalin siapa saja di perpustakaan.",
        "Turnamen futsal dan bola voli campuran setiap akhir bulan.",
        "Memberi penghargaan bulanan bagi kelas dengan kehadiran terbaik.",
        "Menghubungkan kelas dua belas dengan kakak tingkat di berbagai kampus.",
        "Menyediakan ruang tenang untuk belajar sampai pukul lima sore.",
    ),
    (
        "Suara siswa didengar, dibahas, dan ditindaklanjuti paling lambat dua pekan.",
        "Rapat perwakilan kelas setiap bulan dengan notulen yang dapat dibaca semua orang.",
        "Menjawab setiap usul secara tertulis, juga bila usul itu belum dapat dipenuhi.",
        "Menata ulang antrean kantin dengan dua jalur dan daftar harga yang jelas.",
        "Kampanye anti perundungan bersama guru BK dan pelaporan tanpa nama.",
        "Menambah jam buka koperasi serta menjual perlengkapan praktikum lebih murah.",
        "Radio sekolah saat istirahat dengan penyiar bergiliran dari semua jurusan.",
        "Kunjungan ke panti dan desa binaan setiap semester, dibiayai bazar kue.",
        "Mengusulkan seragam olahraga yang lebih ringan kepada komite sekolah.",
    ),
    (
        "OSIS digital yang jujur, kreatif, dan siap menghadapi tantangan zaman.",
        "Membuat kalender kegiatan daring yang dapat diikuti orang tua dan wali kelas.",
        "Lokakarya menyunting video, desain poster, dan keamanan akun media sosial.",
        "Perpustakaan digital dengan peminjaman lewat kartu pelajar.",
        "Siniar mingguan tentang profesi, bersama tamu dari dunia kerja.",
        "Pekan literasi: satu kelas menulis satu antologi cerita pendek.",
        "Mengadakan lomba aplikasi sederhana yang menyelesaikan masalah di sekolah.",
        "Meminjamkan laptop OSIS untuk siswa yang belum memiliki perangkat sendiri.",
        "Menjaga tradisi: malam budaya daerah dengan busana dan makanan khas.",
    ),
)


def five_programmes() -> PresentationFiles:
    """The presentation of an election with one question of five pairs, and their drawn photos."""
    photos = {sha256_hex(photo): photo for photo in map(portrait, range(1, len(_PROGRAMMES) + 1))}
    candidates = tuple(
        CandidatePresentation(photo, vision, "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1)))
        for photo, (vision, *lines) in zip(photos, _PROGRAMMES, strict=True)
    )
    return PresentationFiles(
        encode_presentation(Presentation(school="SMAN Contoh", zone="WIB", candidates=(candidates,))), photos
    )

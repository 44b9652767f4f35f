"""The words that tell what a header or a cell is about; without accents unless it says otherwise."""

from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


BEFORE_CODES = _words("cau hoi so tc ch tieu chi muc noi dung nd item question cauhoi tieuchi")
"""Words that stand before a code and are no part of it."""

LEAD_IN = _words(
    """anh chi ong ba quy vi ban danh gia the nao nhu ve muc do hai long cua doi voi xin vui hay cho biet
    diem so cau hoi tieu tc bat buoc required rate rating score how satisfied satisfaction are is you
    your with of the a an please question item rat la duoc cac nhung deu va hoac and or very"""
)
"""Words that say nothing of what is asked about."""

TURNED = _phrases(
    """ly do, vi sao, tai sao, ghi chu, quan trong, ky vong, mong doi, mong muon, khac, neu, ghi ro, y kien
    them, gop y them, reason, why, comment, comments, importance, important, expectation, expected,
    other, specify, note, notes"""
)
"""Words of a question about an item that is another question than how good it is."""

QUESTION_TAGS = _phrases("hay khong, hay chua")
"""Ends of a question that negate nothing."""

NEGATIONS = _words("khong chua chang ko not never no")

FAMILIES = _words(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương
    đinh lâm phùng mai tô hà tạ chu châu cao thái lương lưu đàm tống thân đồng nghiêm lại kiều doãn triệu
    bạch quách la lò quàng cà lường tòng vàng giàng sùng mùa hạng thào chang vừ lầu ly mào cứ hờ sìn vì
    vi bạc cầm điêu đèo khoàng poòng pờ chớ phàng tráng thàng chẻo tẩn cháng cư lù khang ma sộng hầu dềnh
    lèng"""
)
"""Family names of the Kinh, the Thái, the Hmông and their neighbours, with accents."""

COMMON_FAMILIES = _words(
    """nguyen tran pham hoang huynh phan dang bui duong ngo dao doan vuong trinh truong dinh phung luong luu
    quang giang sung thao"""
)
"""Family names that are known without their accents, too."""

MIDDLE_NAMES = _words("văn thị van thi a")
"""Second names that hardly anything but a person has; `A` is that of Hmông men. With accents."""

FLAGS = frozenset(_phrases("x, v, ✓, ✔, có, không, co, khong, yes, no, true, false, đúng, sai, n/a, -, chọn"))
"""Cells that tick a box or answer yes or no, with accents."""

PERSONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "email": _phrases(
            "email, e mail, gmail, thu dien tu, dia chi email, dia chi thu dien tu, email address"
        ),
        "network": _phrases("ip, dia chi ip, ip address, imei, mac address, dia chi mac"),
        "phone": _phrases(
            """so dien thoai, dien thoai, sdt, so dt, so di dong, di dong, zalo, so zalo, phone, telephone,
            mobile, tel, phone number, mobile number, telephone number"""
        ),
        "identity": _phrases(
            """cmnd, cccd, cmt, cmtnd, cmnd cccd, can cuoc, can cuoc cong dan, chung minh nhan dan, chung
            minh thu, giay chung minh, ho chieu, passport, so dinh danh, dinh danh ca nhan, id card,
            identity card, identity number, national id, citizen id, passport number"""
        ),
        "bank": _phrases(
            """so tai khoan, tai khoan ngan hang, stk, ma so thue, mst, tax code, tax number, bank account,
            account number, bank account number"""
        ),
        "birth": _phrases(
            "ngay sinh, ngay thang nam sinh, sinh ngay, date of birth, birth date, birthday, dob"
        ),
        "address": _phrases(
            "dia chi, dia chi nha, noi thuong tru, ho khau, so nha, address, home address, noi o, cho o"
        ),
        "position": _phrases(
            "toa do, gps, kinh do, vi do, latitude, longitude, altitude, geopoint, geolocation, vi tri gps"
        ),
        "media": _phrases(
            """chu ky, chu ki, hinh anh, anh chup, anh chan dung, signature, photo, picture, image, ghi am,
            audio, video, tep dinh kem, file dinh kem, attachment"""
        ),
        "name": _phrases(
            """ho ten, ho va ten, ten day du, ten nguoi, ten chu ho, ten cong chuc, ten can bo, ten ong ba,
            ten khach hang, ten cua ban, full name, your name, respondent name, name of respondent,
            contact name, first name, last name, surname, family name, dieu tra vien, phong van vien,
            giam sat vien, nguoi phong van, nguoi khao sat, nguoi nhap lieu, nhap lieu vien, can bo dieu
            tra, can bo khao sat, interviewer, enumerator, surveyor, interviewer name, enumerator name,
            ten dieu tra vien, ten dang nhap, user name, username"""
        ),
        "text": _phrases(
            """y kien khac, gop y khac, gop y them, y kien them, y kien dong gop, dong gop y kien, y kien
            gop y, ghi chu, nhan xet, de xuat, ly do, ghi ro, comments, comment, remarks, notes,
            suggestions, other comments, please specify, other please specify"""
        ),
    }
)
"""Words that name personal data, by its kind; they count where a header says nothing else."""

PERSONAL_ALONE: Mapping[str, str] = MappingProxyType({"name": "name", "ten": "name"})
"""Words that name personal data only where they are the whole header."""

MAYBE_TEXT = frozenset(
    _phrases("gop y, y kien, kien nghi, phan anh, khac, other, feedback, nguyen vong, mong muon")
)
"""Words that name free text or a question about it; what stands in the cells decides."""

BESIDE = _words(
    """nguoi tra loi dan khao sat duoc phong van cua ong ba anh chi quy vi ban lien he lac thuong tru hien
    tai nay o nha rieng di dong neu co khong bat buoc dai dien to chuc doanh nghiep chu ho ghi ro day du
    vui long xin hay cho biet nhap thong tin can bo cong chuc vien tiep nhan nop lam khach hang dien ca
    so va de them chi tiet khac respondent your of the please enter contact home work number no field
    optional required if any for other interviewer enumerator staff officer citizen"""
)
"""Words that may stand beside those that name personal data and change nothing."""

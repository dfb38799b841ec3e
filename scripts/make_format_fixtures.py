#!/usr/bin/env python3
"""Make the packed fixtures of tests/data/formats from the plain ones in the same folder.

    python3 scripts/make_format_fixtures.py

Needs the program `zstd`. The archives are small and checked in, so that the tests do not need this script.
The plain fixtures (pages, mails, records) are written by hand.
"""

import bz2
import gzip
import io
import lzma
import pathlib
import struct
import subprocess
import tarfile
import zipfile
import zlib

FOLDER = pathlib.Path(__file__).parent.parent / "tests/data/formats"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8cfc0f01f00050001ff"
    "a2b3d9a50000000049454e44ae426082"
)
EPOCH = (2015, 10, 24, 6, 30, 0)


def plain(name):
    return (FOLDER / name).read_bytes()


def gz(content):
    return gzip.compress(content, mtime=0)


def zipped(members, streamed=False):
    """A zip; a streamed one has lengths and checksums behind the data, as when it was written to a pipe."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.parts = []

        def writable(self):
            return True

        def write(self, part):
            self.parts.append(bytes(part))
            return len(part)

    pipe = Pipe()
    buffer = io.BytesIO()
    with zipfile.ZipFile(pipe if streamed else buffer, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name.endswith((".gz", ".png")) else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return b"".join(pipe.parts) if streamed else buffer.getvalue()


def tar(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(content), 1445668200, 0o644
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def warc_record(kind, content, address=None, media="application/http; msgtype=response", extra=""):
    header = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
    if address:
        header += f"WARC-Target-URI: {address}\r\n"
    header += f"{extra}Content-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
    return header.encode() + content + b"\r\n\r\n"


def http(status, headers, body):
    lines = [f"HTTP/1.1 {status}"] + [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body, size=700):
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def brotli(body):
    """A Brotli stream of a single block that is not compressed, which any decoder reads."""
    assert len(body) <= 1 << 16
    head = 0b1011 | (len(body) - 1) << 7 | 1 << 23
    return struct.pack("<I", head)[:3] + body + b"\x03"


def deflated(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def crawl():
    page, html = plain("page.html"), ("Content-Type", "text/html; charset=utf-8")
    site = "https://www.example.org"
    plain_page = page.replace(b'<link rel="canonical" href="https://www.example.org/2015/10/23/ferry-line">', b"")
    cyrillic = plain("cyrillic.html")
    return [
        warc_record("warcinfo", b"software: example/1.0\r\nformat: WARC File Format 1.1\r\n", media="application/warc-fields"),
        warc_record("request", b"GET /2015/10/23/ferry-line HTTP/1.1\r\nHost: www.example.org\r\n\r\n", f"{site}/2015/10/23/ferry-line", "application/http; msgtype=request"),
        warc_record("response", http("200 OK", [html, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")], chunked(gz(plain_page))), f"{site}/2015/10/23/ferry-line?from=home"),
        warc_record("response", http("200 OK", [html, ("Content-Encoding", "br")], brotli(page)), f"{site}/brotli"),
        warc_record("response", http("200 OK", [html, ("Content-Encoding", "deflate")], deflated(page)), f"{site}/deflate"),
        warc_record("response", http("200 OK", [("Content-Type", "text/html; charset=windows-1251")], cyrillic), f"{site}/cyrillic"),
        warc_record("response", http("200 OK", [("Content-Type", "image/png")], PNG), f"{site}/ferry.png"),
        warc_record("response", http("301 Moved Permanently", [("Location", "/new")], b""), f"{site}/old"),
        warc_record("response", http("404 Not Found", [html], b"<html><h1>Not found</h1>"), f"{site}/gone"),
        warc_record("revisit", http("200 OK", [html], b""), f"{site}/2015/10/23/ferry-line", extra="WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"),
        warc_record("resource", page, "file:///home/ann/page.html", "text/html"),
        warc_record("metadata", b"via: https://www.example.org/\r\n", f"{site}/brotli", "application/warc-fields"),
    ]


def odt():
    """A text as LibreOffice writes it: named styles, a table, a note, a remark and a deleted word."""
    names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:meta='urn:oasis:names:tc:opendocument:xmlns:meta:1.0'"
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    row = "<table:table-row>" + "<table:table-cell><text:p>{}</text:p></table:table-cell>" * 2 + "</table:table-row>"
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>This was not said.</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p text:style-name='P1'>Le bac reste à quai</text:p>"
        "<text:p text:style-name='Subtitle'>Le conseil a voté lundi soir</text:p>"
        "<text:p>Par Anne Morel</text:p>"
        "<text:p>Le conseil municipal de Port-Navet a décidé lundi que le vieux bac ne partira plus, faute d’argent pour le réparer, "
        "et que les écoliers de l’île prendront le car à partir de janvier.<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Douze voix contre trois.</text:p></text:note-body></text:note></text:p>"
        "<office:annotation><dc:creator>am</dc:creator><text:p>À vérifier.</text:p></office:annotation>"
        "<text:h text:outline-level='2'>Les comptes</text:h>"
        "<table:table>" + row.format("Année", "Passagers") + row.format("1998", "61 204") + "</table:table>"
        "<text:p>Personne n’a parlé du pont,<text:line-break/>qui devait ouvrir<text:s text:c='2'/>l’an dernier.</text:p>"
    )
    return zipped([
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", f"{head}<manifest/>".encode()),
        ("content.xml", f"{head}<office:document-content {names}><office:automatic-styles><style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/></office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>".encode()),
        ("styles.xml", f"{head}<office:document-styles {names}><office:styles><style:style style:name='Title' style:family='paragraph'><style:text-properties fo:font-size='28pt'/></style:style></office:styles></office:document-styles>".encode()),
        ("meta.xml", f"{head}<office:document-meta {names}><office:meta><dc:title>Brouillon 3</dc:title><meta:creation-date>2016-01-12T09:00:00</meta:creation-date></office:meta></office:document-meta>".encode()),
    ])


def arc_record(address, media, content):
    return f"{address} 192.0.2.1 20050301100105 {media} {len(content)}\n".encode() + content + b"\n"


def old_crawl():
    """A web archive of the time before WARC."""
    about = b"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n\n"
    html, site = ("Content-Type", "text/html"), "http://www.example.org"
    return [
        arc_record("filedesc://crawl.arc", "text/plain", about),
        arc_record(f"{site}/ferry", "text/html", http("200 OK", [html], plain("page.html"))),
        arc_record("dns:www.example.org", "text/dns", b"20050301100105\nwww.example.org. 300 IN A 192.0.2.1\n"),
        arc_record(f"{site}/gone", "text/html", http("404 Not Found", [html], b"<html><h1>Not found</h1>")),
        b"damaged here\n",
        arc_record(f"{site}/cyrillic", "text/html", http("200 OK", [("Content-Type", "text/html; charset=windows-1251")], plain("cyrillic.html"))),
    ]


def wire_story(slug, headline, paragraphs, sent):
    """A story as news agencies sent them by ANPA 1312."""
    lines = [f"^{slug},140<", f"^{headline}<", "^Eds: UPDATES with vote.<", "^By JANE ROE=", "^Harbour Press Writer="]
    text = "\r\n".join(lines + [f"\t{paragraph}<" for paragraph in paragraphs])
    return f"\x16\x16\x01a0123\x1fbi---\r\nrn\x13\x11 {slug.lower()}  03-01 0142\r\n\x02{text}\r\n\x03{sent}<\r\n\x04\r\n".encode()


def wire():
    ferry = ["ORVIK (HP) _ The council has voted, and the old ferry\r\nstays for another winter.", "The mayor was glad."]
    school = ["ORVIK (HP) _ The new hall of the school is open."]
    return wire_story("BC-Ferry", "Ferry stays for another winter", ferry, "HP-NY-03-01-24 1804EST") + wire_story(
        "BC-School", "School opens its hall", school, "HP-NY-03-02-24 0915EST"
    )


def legacy_names(encoding, members):
    """A zip whose names are in a code page that it does not tell: each letter is put in place of a dummy as long."""
    coded = [(name.encode(encoding), content) for name, content in members]
    archive = zipped([("x" * len(name), content) for name, content in coded])
    for name, _ in coded:
        archive = archive.replace(b"x" * len(name), name, 1)
    for name, _ in coded:
        archive = archive.replace(b"x" * len(name), name, 1)
    return archive


def main():
    page, records, letter = plain("page.html"), plain("records.jsonl"), plain("letter.eml")
    text = plain("text.txt")
    records_of_crawl = crawl()
    packed_crawl = b"".join(gz(record) for record in records_of_crawl)
    folder = [("news/page.html", page), ("news/page_files/frame.html", b"<html><h1>Buy boats</h1>"), ("news/page_files/ferry.png", PNG), ("news/.DS_Store", b"\0"), ("letter.eml", letter)]
    made = {
        "crawl.warc": b"".join(records_of_crawl),
        "crawl.warc.gz": packed_crawl,
        "text.wet.gz": gz(warc_record("conversion", text, "https://www.example.org/text", "text/plain")),
        "crawl.wacz": zipped([("datapackage.json", b'{"profile": "data-package"}'), ("archive/crawl.warc.gz", packed_crawl), ("indexes/index.cdx", b"org,example)/ 2020 {}"), ("pages/pages.jsonl", b'{"format": "json-pages-1.0", "title": "All"}\n')]),
        "nested.zip": zipped(folder + [("old/more.tar.gz", gz(tar([("deep/records.jsonl", records)])))]),
        "streamed.zip": zipped(folder, streamed=True),
        "cut.zip": zipped(folder)[:2000],
        "folder.tar": tar(folder),
        "folder.tar.bz2": bz2.compress(tar(folder)),
        "page.html.xz": lzma.compress(page),
        "records.jsonl.gz": gz(records),
        "records.jsonl.zst": subprocess.run(["zstd", "-q", "-c"], input=records, capture_output=True, check=True).stdout,
        "minutes.odt": odt(),
        "utf16.txt": text.decode().encode("utf-16"),
        "crawl.arc": b"".join(old_crawl()),
        "crawl.arc.gz": b"".join(gz(record) for record in old_crawl()),
        "wire.anpa": wire(),
        "japanese.zip": legacy_names("shift-jis", [("記事/新しい記事一覧.txt", text), ("記事/一覧表.txt", text), (".hidden/注.txt", text)]),
        "russian.zip": legacy_names("cp866", [("Новости/Паром остаётся.txt", text), ("Новости/Новая школа открыта.txt", text)]),
    }
    for name, content in made.items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()

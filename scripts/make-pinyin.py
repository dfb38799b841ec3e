#!/usr/bin/env python3
"""Make crates/enrich/data/pinyin.tsv: Chinese characters by their reading, for names.

    pip install pypinyin==0.55.0
    scripts/make-pinyin.py > crates/enrich/data/pinyin.tsv

The same input gives the same file.
"""

from collections import defaultdict

from pypinyin import lazy_pinyin

# Characters of given names that neither character set below has among its common ones.
NAMES = "昇喆钊钰娜琦瑞鑫嫣涵婷薇倩璐雯颖羿轩宸昕烨曦晖喬禹瑜瑾琳婕妍婧媛晟煜熙翔骏骅鹏骥麒麟霖霆驹镕熔鎔璋珏栋榕楠炜昊旻旸"

# The reading as a surname or in given names, where it is not the most frequent one.
READINGS = dict(
    pair.split("=")
    for pair in """单=shan 曾=zeng 仇=qiu 解=xie 查=zha 朴=piao 區=ou 区=ou 任=ren 盖=ge 乐=le 樂=le 覃=qin 翟=zhai 尉=wei 万=wan
    沈=shen 秘=mi 重=zhong 长=chang 長=chang 行=xing 朝=chao 都=du 地=di 的=de 得=de 了=liao 和=he 还=huan 還=huan 大=da 种=zhong
    著=zhu 藏=zang 乾=qian 传=chuan 傳=chuan 晟=sheng 卡=ka 弹=dan 系=xi 薄=bo 叶=ye 葉=ye 贾=jia 賈=jia 柏=bai 宿=su 宁=ning
    寧=ning 冯=feng 馮=feng 谷=gu 华=hua 華=hua 泽=ze 澤=ze 尹=yin 石=shi 车=che 車=che 纪=ji 紀=ji 那=na 哈=ha 洗=xi 冼=xian
    丁=ding 召=zhao 谌=chen 折=zhe 隽=jun 员=yuan""".split()
)

HEAD = """# Chinese characters by their reading in pinyin without tones (ü as u); of several readings the usual one, or that of surnames and given names.
# Source: PyPI pypinyin (MIT, Huang Huang and contributors): the characters of GB 2312 level 1 and Big5 level 1 and some of given names.
# Columns: reading, characters. Made by scripts/make-pinyin.py.
"""


def of_charset(name, firsts, seconds):
    """The characters of a part of a double-byte character set."""
    for first in firsts:
        for second in seconds:
            try:
                yield bytes([first, second]).decode(name)
            except UnicodeDecodeError:
                continue


def main():
    gb2312 = of_charset("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    big5 = of_charset("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    by_reading = defaultdict(list)
    for char in sorted({*gb2312, *big5, *NAMES}):
        reading = READINGS.get(char) or lazy_pinyin(char)[0].replace("ü", "u").replace("v", "u")
        if reading.isascii() and reading.isalpha():
            by_reading[reading].append(char)
    print(HEAD, end="")
    for reading in sorted(by_reading):
        print(reading, "".join(by_reading[reading]), sep="\t")


if __name__ == "__main__":
    main()

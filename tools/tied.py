"""Numbers of the text that are tied to measured ones: `0.76<!--kept-->` in prose,
`{kept}` in an alt text, caption or claim.

Prose states its number, so that it reads well in every notebook; `make notebooks` writes
it anew when the measured value has left its rounding. Those three have no place for a
comment: there the number itself is filled in, in the notebook only.
"""

from __future__ import annotations

import re

from wi_lib.report import parsed

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NUMBER = r"[−-]?\d[\d,]*(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?%?"
TIED = re.compile(rf"({NUMBER}|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)(\*{{0,2}})<!--(\w+)-->")
FILLED = re.compile(r"\{(\w+)(%?)\}")
#: What a text may not hold untied: a decimal, a percentage, a power of ten.
LOOSE = re.compile(
    r"\d[\d,]*(?:\.\d+)? per ?cent\b|\d[\d,]*\.\d+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?%?|\d[\d,]*(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?%|\d[\d,]*(?:·10)?[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d+(?:\.\d+)?e[+-]?\d+"
)
# No words of the text: code, formulas, the targets of links, headings, and the numbers of exercises and sections.
CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.S)
OTHER = re.compile(r"\]\([^)]*\)|^#+ .*$|\*\*\d\.\d(?= )|(?:\b(?:[Ee]xercises?|[Ss]ections?|from) |§)\d\.\d\b", re.M)


def figures(printed):
    """What `measured` printed: name -> value. A name that is printed twice is an error."""
    found = parsed(printed)
    names = [name for _, name, _, _ in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"measured() prints {', '.join(twice)} twice: give each figure of a page a name of its own.")
    return {name: value for _, name, value, _ in found}


def value_and_unit(quoted):
    """The value of a number as prose writes it, and the unit of its last digit.

    Example:
        >>> value_and_unit("80%"), value_and_unit("190"), value_and_unit("1.5·10³")
        ((0.8, 0.01), (190.0, 10.0), (1500.0, 100.0))
    """
    number, percent = quoted.replace("−", "-").replace(",", "").rstrip("%"), quoted.endswith("%")
    mantissa, _, power = number.partition("·10")
    if re.fullmatch(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", number):
        mantissa, power = "1", number[2:]
    scale = 10.0 ** int(power.translate(SUPERSCRIPTS) or 0) * (0.01 if percent else 1)
    decimals = len(mantissa.partition(".")[2])
    # 190 stands for a rounded figure: without decimals, closing zeros are not digits. But 90 is no 89, and 80% no 78%.
    exact = decimals or power or percent or len(mantissa) < 3
    zeros = 0 if exact else len(mantissa) - len(mantissa.rstrip("0"))
    return float(mantissa) * scale, 10.0 ** (zeros - decimals) * scale


def fits(quoted, value):
    """Whether a quoted number is the value, rounded to the digits that it shows. A small number is not quoted as 0.

    Example:
        >>> fits("0.8", 0.77), fits("0", 0.0), fits("0.0", 5e-6)
        (True, True, False)
    """
    stated, unit = value_and_unit(quoted)
    return abs(stated - value) <= 0.501 * unit and (stated != 0 or value == 0)


def requoted(quoted, value):
    """The value, written as `quoted` is: as many digits, a percentage if that is one, a power of ten if that has one.

    Where nothing would be left of the value but 0, it becomes a power of ten.

    Example:
        >>> requoted("0.76", 0.8143), requoted("42%", 0.397), requoted("80%", 0.783), requoted("1,900", 2140)
        ('0.81', '40%', '78%', '2,100')
        >>> requoted("9.9", 5.26e-6)
        '5.3·10⁻⁶'
    """
    written = _requoted(quoted, value)
    return written if fits(written, value) else _requoted("1.0·10⁰", value)


def _requoted(quoted, value):
    percent = "%" if quoted.endswith("%") else ""
    number = quoted.rstrip("%")
    shown = 100 * value if percent else value
    if "·10" in number or re.fullmatch(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", number):
        decimals = len(number.partition("·")[0].partition(".")[2]) if "·" in number else 0
        mantissa, _, power = f"{shown:.{decimals}e}".partition("e")
        lead = f"{mantissa}·" if "·" in number or mantissa != "1" else ""
        written = f"{lead}10{str(int(power)).translate(RAISED)}"
    else:
        decimals = len(number.partition(".")[2])
        unit = value_and_unit(quoted)[1] * (100 if percent else 1) if not decimals else 0
        written = f"{round(shown / unit) * unit:,.0f}" if unit > 1 else f"{shown:,.{decimals}f}"
        if "," not in number and abs(shown) < 10_000:
            written = written.replace(",", "")
    return written.replace("-", "−") + percent


def retied(text, measured):
    """The text, with every tied number that no longer fits its measured value written anew."""

    def better(match):
        quoted, bold, name = match.groups()
        if name not in measured or fits(quoted, measured[name]):
            return match[0]
        return f"{requoted(quoted, measured[name])}{bold}<!--{name}-->"

    return TIED.sub(better, text)


def misquoted(text, measured):
    """What is wrong with the tied numbers of a text, as a list of sentences."""
    wrong = []
    for quoted, _, name in TIED.findall(text):
        if name not in measured:
            wrong.append(f"{quoted}<!--{name}-->: no cell prints {name}")
        elif not fits(quoted, measured[name]):
            wrong.append(f"{quoted}<!--{name}-->: measured is {measured[name]:g}; make notebooks writes it")
    return wrong


def filled(alt, measured):
    """An alt text, caption or claim with its `{name}` (two digits) and `{name%}` (a
    percentage) replaced by the measured values.

    Raises:
        KeyError: no cell prints that name.

    Example:
        >>> filled("{kept%} of the gradient, {left} of the signal", {"kept": 0.762, "left": 9.81e-9})
        '76% of the gradient, 9.8·10⁻⁹ of the signal'
    """

    def value(match):
        if match[1] not in measured:
            raise KeyError(f"{match[0]} in an alt text, caption or claim: no cell prints {match[1]}")
        number = measured[match[1]]
        if match[2]:
            return requoted("1%", number)
        small = number != 0 and not 1e-3 <= abs(number) < 1e4
        return requoted("1.0·10⁰", number) if small else f"{float(f'{number:.2g}'):,g}".replace("-", "−")

    return FILLED.sub(value, alt)


def loose(text, known=()):
    """The decimals, percentages and powers of ten of a text that are neither tied nor filled in nor among the `known`.

    Example:
        >>> loose("It keeps 0.76<!--kept-->, {kept_5%}, 42% and 10⁻⁸ of `0.5`, with σ = 0.01.", known={"0.01"})
        ['42%', '10⁻⁸']
    """
    words = CODE.sub("", FILLED.sub("", TIED.sub("", text)))
    return [number for number in LOOSE.findall(OTHER.sub("", words)) if number not in known]

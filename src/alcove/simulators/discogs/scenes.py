"""Musical scenes: consistent combinations of genres, styles, years, countries, formats and demand."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A musical scene; `weight` is its share of the catalogue.

    `demand` is the mean of ln(want / have), `base` the mean logarithm of a fair price in dollars.
    """

    name: str
    weight: int
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    years: tuple[int, int]
    countries: tuple[str, ...]
    formats: str
    demand: float
    base: float
    names: str = "english"
    bands: str = "band"


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


# `formats` is a weighted list of letters: L album, D double album, C compilation, S seven inch,
# T twelve inch, E twelve-inch EP, M mini album, K compact disc, A cassette, X box set.
SCENES: Final = (
    Scene(name="hard bop", weight=9, genres=_list("Jazz"), styles=_list("Hard Bop|Modal|Post Bop|Cool Jazz|Bop"),
          years=(1955, 1969), countries=_list("US|US|US|Japan|UK|Denmark"), formats="LLLLLLLLLC", bands="ensemble",
          demand=0.25, base=3.3),
    Scene(name="free jazz", weight=4, genres=_list("Jazz"),
          styles=_list("Free Jazz|Avant-garde Jazz|Free Improvisation|Modal"), years=(1964, 1981),
          countries=_list("US|France|Germany|UK|Japan"), formats="LLLLLLD", bands="ensemble", demand=0.55, base=3.5),
    Scene(name="jazz funk", weight=8, genres=_list("Jazz|Funk / Soul"),
          styles=_list("Jazz-Funk|Fusion|Soul-Jazz|Jazz-Rock"), years=(1969, 1983),
          countries=_list("US|US|UK|Germany|Japan"), formats="LLLLLLDTS", bands="ensemble", demand=0.1, base=2.8),
    Scene(name="soul", weight=8, genres=_list("Funk / Soul"),
          styles=_list("Soul|Funk|Rhythm & Blues|Deep Funk|Psychedelic"), years=(1963, 1979),
          countries=_list("US|US|US|UK|Canada"), formats="LLLLSSSSC", demand=0.35, base=3.0),
    Scene(name="disco", weight=6, genres=_list("Electronic|Funk / Soul"),
          styles=_list("Disco|Boogie|Soul|Electro|Italo-Disco"), years=(1976, 1987),
          countries=_list("US|US|Italy|UK|Canada|France"), formats="LLTTTTTS", demand=-0.15, base=2.4),
    Scene(name="house", weight=7, genres=_list("Electronic"),
          styles=_list("Deep House|House|Techno|Garage House|Electro|Acid House"), years=(1986, 2019),
          countries=_list("US|UK|Germany|Netherlands|Italy"), formats="TTTTTTEEEDK", bands="alias", demand=0.05,
          base=2.6),
    Scene(name="ambient", weight=5, genres=_list("Electronic"),
          styles=_list("Ambient|New Age|Berlin-School|Minimal|Experimental"), years=(1973, 2016),
          countries=_list("Germany|Japan|US|UK|France"), formats="LLLLLDAKK", names="german", bands="alias",
          demand=0.4, base=3.1),
    Scene(name="krautrock", weight=5, genres=_list("Rock|Electronic"),
          styles=_list("Krautrock|Psychedelic Rock|Prog Rock|Experimental"), years=(1968, 1979),
          countries=_list("Germany|Germany|Germany|UK|Austria"), formats="LLLLLLLDC", names="german", demand=0.5,
          base=3.6),
    Scene(name="post-punk", weight=6, genres=_list("Rock|Electronic"),
          styles=_list("Post-Punk|New Wave|Coldwave|Synth-pop|Goth Rock"), years=(1978, 1989),
          countries=_list("UK|UK|France|Belgium|US|Germany"), formats="LLLLTTSSM", demand=0.1, base=2.8),
    Scene(name="indie", weight=6, genres=_list("Rock"),
          styles=_list("Indie Rock|Shoegaze|Alternative Rock|Lo-Fi|Dream Pop"), years=(1985, 2018),
          countries=_list("UK|US|US|Australia|Sweden"), formats="LLLLDKKKTE", demand=0.0, base=2.9),
    Scene(name="classic rock", weight=10, genres=_list("Rock"),
          styles=_list("Classic Rock|Hard Rock|Blues Rock|Soft Rock|Pop Rock"), years=(1967, 1988),
          countries=_list("US|US|UK|Germany|Netherlands|Canada"), formats="LLLLLLDCSK", demand=-1.4, base=2.1),
    Scene(name="reggae", weight=5, genres=_list("Reggae"),
          styles=_list("Roots Reggae|Dub|Rocksteady|Lovers Rock|Reggae"), years=(1966, 1986),
          countries=_list("Jamaica|Jamaica|UK|UK|US"), formats="LLLLSSSTTC", demand=0.3, base=3.0),
    Scene(name="brazil", weight=4, genres=_list("Latin|Jazz"),
          styles=_list("MPB|Bossa Nova|Samba|Latin Jazz|Batucada"), years=(1962, 1982),
          countries=_list("Brazil|Brazil|Brazil|US|France"), formats="LLLLLLLSC", names="latin", demand=0.6, base=3.5),
    Scene(name="afrobeat", weight=3, genres=_list("Funk / Soul|Folk, World, & Country"),
          styles=_list("Afrobeat|Highlife|African|Afro-Cuban"), years=(1968, 1984),
          countries=_list("Nigeria|Nigeria|Ghana|France|UK"), formats="LLLLLLSTC", names="african", demand=0.8,
          base=3.8),
    Scene(name="hip hop", weight=5, genres=_list("Hip Hop"),
          styles=_list("Boom Bap|Conscious|Instrumental|Jazzy Hip-Hop|Gangsta"), years=(1987, 2017),
          countries=_list("US|US|US|UK|France"), formats="LDDDTTTEKC", bands="alias", demand=0.2, base=3.0),
    Scene(name="folk", weight=4, genres=_list("Folk, World, & Country"),
          styles=_list("Folk|Folk Rock|Acoustic|Country|Celtic"), years=(1964, 1980),
          countries=_list("UK|US|Ireland|Sweden|Norway"), formats="LLLLLLLCS", names="nordic", demand=0.15, base=2.7),
    Scene(name="classical", weight=3, genres=_list("Classical"),
          styles=_list("Baroque|Romantic|Modern|Contemporary|Opera"), years=(1956, 1990),
          countries=_list("Germany|UK|Netherlands|US|Italy"), formats="LLLLLLDXC", names="german", bands="ensemble",
          demand=-0.9, base=1.9),
    Scene(name="soundtrack", weight=3, genres=_list("Stage & Screen|Jazz"),
          styles=_list("Soundtrack|Score|Easy Listening|Theme"), years=(1962, 1983),
          countries=_list("Italy|Italy|France|UK|US"), formats="LLLLLLDS", names="italian", bands="ensemble",
          demand=0.45, base=3.3),
    Scene(name="metal", weight=3, genres=_list("Rock"),
          styles=_list("Heavy Metal|Thrash|Doom Metal|Black Metal|Speed Metal"), years=(1979, 2012),
          countries=_list("UK|US|Germany|Sweden|Norway"), formats="LLLLLDMKA", names="nordic", demand=0.05, base=3.1),
    Scene(name="pop", weight=6, genres=_list("Pop|Electronic"),
          styles=_list("Synth-pop|Europop|Ballad|Vocal|Dance-pop"), years=(1974, 2003),
          countries=_list("UK|US|Germany|France|Sweden|Italy"), formats="LLLTSSSKKA", demand=-1.7, base=1.7),
)  # fmt: skip
SCENE_BY_SHARE: Final = tuple(number for number, scene in enumerate(SCENES) for _ in range(scene.weight))
"""The scene number of each share of the catalogue."""

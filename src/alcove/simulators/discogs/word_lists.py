"""Word lists for the names of artists, works and labels; they come from no real catalogue."""

from typing import Final


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES: Final = {
    "english": _split_words(
        "Alvin Bernard Calvin Clarice Cornell Delphine Desmond Earl Edna Ellis Floyd Gerald Harriet Horace "
        "Ida Jerome Lamar Leland Leona Lorraine Mabel Marcus Marvella Milton Nadine Odell Opal Percy Quincey "
        "Roland Rosalind Rufus Sadie Selwyn Thelma Ulysses Vernon Viola Wallace Wendell Winifred"
    ),
    "german": _split_words(
        "Anneliese Bernd Detlef Dieter Ewald Friedhelm Gisela Gunther Hannelore Heinz Helmut Ingeborg Jochen "
        "Karl Lothar Manfred Mechthild Norbert Ottokar Reinhold Sieglinde Ulrich Volker Waltraud Wolfram"
    ),
    "latin": _split_words(
        "Adelino Arlindo Benedita Caetana Cristovao Dalva Edivaldo Eliseu Gracinha Ivonete Jandira Laurindo "
        "Leopoldo Marinalva Nelsinho Osvaldo Raimundo Rosinha Severino Teodoro Valdir Zelia"
    ),
    "african": _split_words(
        "Abena Adewale Akwasi Babatunde Chidi Ebo Efua Femi Ifeoma Kofi Kojo Kwabena Ngozi Nnamdi Obi Olu "
        "Segun Sunday Tunde Uche Yaw"
    ),
    "nordic": _split_words(
        "Agneta Bengt Birgitta Eskil Folke Gunnel Gunvor Hjalmar Ingvar Kerstin Lennart Maj Mats Ragnhild "
        "Sigvard Solveig Sture Torbjorn Ulla Yngve"
    ),
    "italian": _split_words(
        "Aldo Armando Bruna Carlotta Egisto Elio Ennia Fiorella Gualtiero Ivana Lamberto Loredana Nello "
        "Ornello Pierangelo Romolo Silvana Tullio Umberta"
    ),
}
LAST_NAMES: Final = {
    "english": _split_words(
        "Abernathy Ashcombe Barrowell Bexley Blackmere Bradwater Calloway-Reed Chadwell Corrigan Dunmore "
        "Eastlake Fairbourne Farrow Gaddis Garland-Pryce Hallowell Harkness Holloway-Dean Kettering "
        "Lattimore Lockridge Marbury Merriweather Northcutt Oakhurst Pettibone Pruitt Quarles Ravenell "
        "Redmayne Satterwhite Stillwell Tarleton Thackeray-Moss Underhay Vickerstaff Wetherall Whitlow "
        "Yarborough"
    ),
    "german": _split_words(
        "Althaus Brandtner Dornfeld Eichenlaub Falkenrath Gruenwaldt Hagedorn Hollerbach Kaltwasser "
        "Kesselring Lindenau Marquardsen Nachtweih Oberlaender Pfeilsticker Quandtmeier Rosenthaler "
        "Schattauer Steinmetzger Tannhoff Uhlenbrock Wiesengrund Zuckschwert"
    ),
    "latin": _split_words(
        "Alvorada Bentevi Cachoeira Carvalhinho Drumontes Figueirosa Goiabeira Itamarati Jacarandosa Lagoa "
        "Maranhosa Nogueirinha Palmeirim Quintanilha Ribeirao Sabiazinho Serrado Tapajos Valadinho Ximbica"
    ),
    "african": _split_words(
        "Abbaka Acheampim Adeyinkolu Agyeiwa Amankrado Boadiwa Darkosi Ekwelue Ezeani Gyamfiwa Ibekolu "
        "Kontorwa Mensarko Nkansawa Ogunbade Okorojie Osibanda Sarpongma Tetteh-Quarm Uzoamara"
    ),
    "nordic": _split_words(
        "Almkvister Bergdahlin Djurback Ekengard Forsbacka Granskog Hedlundin Isaksmark Kvarnby Ljungholt "
        "Myrdalen Nybacken Ostermalmen Rosenstam Skogsater Tallroth Vintergren Wikander-Lund Aberghult"
    ),
    "italian": _split_words(
        "Altavilla Belcanto Brunforte Cavallucci Dellacorte Fontebella Galantini Lombardosi Mezzanotte "
        "Nardovino Ottobrini Piovanelli Quarantotti Rivasecca Santolini Torrebruna Valdimonte Zampognari"
    ),
}
ENSEMBLES: Final = _split_words("Trio Quartet Quintet Sextet Septet Octet Ensemble Orchestra Unit")
ADJECTIVES: Final = _split_words(
    "Amber Ashen Bitter Blazing Blind Bright Broken Burning Celestial Copper Crooked Crystal Distant Double "
    "Drifting Electric Eternal Fading Faithful Fallen Feral Final Floating Forgotten Frozen Gentle Gilded "
    "Golden Hidden Hollow Indigo Inner Iron Ivory Kindred Last Liquid Lonely Lost Lunar Magnetic Marble "
    "Midnight Nameless Northern Open Outer Painted Pale Parallel Patient Phantom Quiet Restless Rusted "
    "Sacred Scarlet Second Secret Seventh Shattered Silent Silver Slow Solar Southern Stolen Tender Twilight "
    "Velvet Violet Wandering Weary Wild Woven Yellow"
)
NOUNS: Final = _split_words(
    "Acre Anchor Archive Arrow Ballroom Beacon Bell Birch Border Bridge Candle Canyon Carousel Cathedral "
    "Chamber Cipher Circle Clock Cloud Coast Comet Compass Corridor Crown Current Delta Desert Distance "
    "Doorway Dream Dune Echo Ember Engine Estuary Falcon Feather Ferry Field Fire Forest Fountain Furnace "
    "Garden Gate Ghost Glacier Harbour Hare Harvest Heron Hill Horizon Hour House Island Journey Kingdom "
    "Ladder Lagoon Lantern Letter Lighthouse Machine Mantle Map Meadow Mirror Monsoon Moon Motion Mountain "
    "Needle Night Oasis Ocean Orbit Orchard Palace Parade Passage Pattern Pilgrim Planet Prism Pulse Rain "
    "Raven Ribbon River Road Root Rope Salt Satellite Season Shadow Shore Signal Sleep Smoke Snow Spiral "
    "Spring Stair Star Station Stone Storm Street Summer Sun Swallow Temple Thread Thunder Tide Tower Train "
    "Valley Vessel Voice Voyage Wheel Window Winter Wolf Wood Zenith"
)
BAND_NOUNS: Final = _split_words(
    "Antlers Arrows Bandits Captains Cardinals Chancellors Cinders Commuters Couriers Cyclones Dealers "
    "Drifters-Five Dynamos Emperors Envoys Falcons Ferrymen Foxes Ghosts Herons Hustlers Inventors Jesters "
    "Kestrels Lanterns Locals Machines Marauders Mariners Mechanics Merchants Neighbours Nomads Optimists "
    "Orphans Outposts Owls Pilgrims Pilots Prophets Ramblers Ravens Regents Satellites Scholars Sentinels "
    "Shepherds Smugglers Strangers Swallows Tenants Travellers Tremors Uprights Vandals Voyagers Wanderers "
    "Weavers Wolves"
)
PLACES: Final = _split_words(
    "Ashgrove Bellweather Brackwater Calderon Drumlin Eastmoor Elmira Fenwick Gallowgate Hartwell Inverlea "
    "Juniper Kirkstall Larkhill Marrakand Norrland Oxbow Pembury Quaybridge Redstone Saltmarsh Tamarind "
    "Ulverhay Verdania Westering Yarrow Zellwood"
)
SYLLABLES: Final = _split_words(
    "ar bel cor dex el fen gan hex io ka lum mo nex or pha qua ril sol tek ur vex wyn xal yor zan"
)
LABEL_NOUNS: Final = _split_words(
    "Acorn Albatross Almanac Antler Atlas-Nine Basalt Beehive Belfry Birdcage Bramble Cairn Candlewick "
    "Caravel Cinnabar Cobalt Compassrose Coral Cormorant Dovetail Driftwood Ember Escarpment Fathom Firefly "
    "Flint Foxglove Galleon Granary Halyard Hawthorn Hemlock Hourglass Inkwell Ironwood Jackdaw Kestrel "
    "Keystone Lantern Larkspur Limelight Lodestar Magpie Marigold Meridian Millstone Moonstone Nettle "
    "Nightjar Oakmoss Obelisk Orrery Osprey Paperboat Parakeet Peregrine Pinwheel Plumbline Quarry "
    "Quicksilver Ripple Rookery Saffron Sandpiper Semaphore Skylark Solstice Sparrowhawk Stargazer Sundial "
    "Tamarack Tanager Teasel Thimble Tidemark Tinderbox Turnstone Umbrella Vellum Verdigris Wayfarer "
    "Weathervane Whirligig Willow Windmill Yellowhammer Zephyr"
)
COMMENTS: Final = (
    "Play graded, sounds great throughout.",
    "Light hairlines, do not affect play.",
    "Cover has ring wear and a small seam split.",
    "Original inner sleeve included.",
    "From a private collection, well kept.",
    "Name on back cover. Vinyl clean.",
    "Faint crackle between tracks, plays fine.",
    "Promo stamp on label.",
    "Sticker residue on front, record looks unplayed.",
    "Shrink still on, cut corner.",
    "Visually graded under bright light.",
    "A few surface marks, no skips.",
)

"""The learning materials of the demonstration."""

from typing import Final

MATERIALS: Final[tuple[tuple[str, str], ...]] = (
    (
        "Biology: how plants make sugar",
        """Photosynthesis

Green plants build sugar from carbon dioxide and water, and light supplies the energy. The work is done in
chloroplasts, small bodies inside the cells of leaves. Their green dye, chlorophyll, absorbs red and blue light and
reflects green, which is why leaves look green.

Photosynthesis has two stages. In the light reactions, water is split: oxygen leaves the leaf, and the energy of the
light is stored in two carriers, ATP and NADPH. In the Calvin cycle, which needs no light itself, the plant uses
these carriers to bind carbon dioxide and to build sugar.

The rate depends on light, on the temperature and on the share of carbon dioxide in the air. The scarcest of the
three sets the pace: more light helps a shaded plant, but not one that lacks carbon dioxide. Above about 40 degrees
the enzymes of the cycle fail, and the rate falls to nothing.

A plant also breathes. By day it makes more oxygen than it uses; at night it only uses some.""",
    ),
    (
        "Physics: circuits",
        """Electric circuits

A current is a flow of charge. It is measured in amperes; one ampere is one coulomb in a second. The voltage of a
source says how much energy it gives to each coulomb, and is measured in volts.

Ohm's law says that the current through a resistor is the voltage across it divided by its resistance. A resistor of
10 ohms at 5 volts therefore carries half an ampere. The power that it turns into heat is the voltage times the
current, here 2.5 watts.

In a series circuit all parts carry the same current, and their voltages add up to that of the source. If one lamp
fails, all go dark. In a parallel circuit all parts have the same voltage, and their currents add up; the other
lamps stay bright. Lamps in a house are therefore connected in parallel.

A fuse is a thin wire that melts when the current is too large, before the cables in the wall become hot. A fuse can
work only once: then a new fuse is needed.""",
    ),
    (
        "Geschichte: Die Hanse",
        """Die Hanse

Die Hanse war ein Bund von Kaufleuten und später von Städten im Norden Europas. Zwischen dem zwölften und dem
siebzehnten Jahrhundert gehörten ihr bis zu zweihundert Städte an. Lübeck galt als ihr Haupt; dort traten die
Hansetage zusammen, auf denen die Städte ihre Politik berieten.

Ihre Schiffe, die Koggen, hatten einen flachen Boden, hohe Wände und ein einziges großes Segel. Sie brachten
Getreide, Pelze und Wachs aus dem Osten, Salz aus Lüneburg und Tuch aus Flandern. Hering wurde mit Lüneburger Salz
haltbar gemacht und bis in den Süden verkauft, weil er in der Fastenzeit gegessen werden durfte.

In fremden Städten unterhielt die Hanse Kontore: in London den Stalhof, in Bergen die Deutsche Brücke, in Brügge und
in Nowgorod weitere. Mit dem Aufstieg der Landesfürsten und dem Handel über den Atlantik verlor sie ihre Bedeutung.
Der letzte Hansetag fand 1669 statt.""",
    ),
    (
        "Computing: searching a list",
        """Linear and binary search

Linear search looks at one element after the other until it finds the wanted one. A list of a million entries needs
half a million looks on average. It works on any list, whether it is sorted or not.

Binary search needs a sorted list. It looks at the element in the middle and keeps the half in which the wanted one
must be. Every look halves what is left, so that a million entries need no more than twenty looks. The number of
looks grows with the logarithm of the length.

A common mistake is to compute the middle as the sum of both ends divided by two in a language whose numbers
overflow. A second one is a loop that never ends because neither end moves when two elements are left.

If many searches follow one another, it is worth sorting the list once. For a single search, sorting costs more than
it saves.""",
    ),
)
"""Title and text of each."""
